"""What the reader has to do with a thing, in her words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from lianxin.following.hearers import Tie
from lianxin.outbox.templatetags.moments import day

register = template.Library()


@register.simple_tag
def whose(tie: str, title: str, on: str) -> str:
    """您2026年3月2日反映的“电梯老停”。"""
    words = {
        Tie.REPORTED: _("您%(day)s反映的“%(title)s”"),
        Tie.JOINED: _("您%(day)s一起反映的“%(title)s”"),
        Tie.PROPOSED: _("您%(day)s提出的“%(title)s”"),
        Tie.ORDERED: _("您%(day)s点的“%(title)s”"),
        Tie.TOOK_PART: _("您参与的“%(title)s”"),
        Tie.FOLLOWED: _("您关注的“%(title)s”"),
    }[Tie(tie)]
    return words % {"title": title, "day": day(on)}
