"""What a device is called, as far as its browser says so."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

# The first that matches counts: most browsers name others, too.
PROGRAMS: dict[str, str | Promise] = {
    "wxwork": _("企业微信"),
    "MicroMessenger": _("微信"),
    "DingTalk": _("钉钉"),
    "Lark": _("飞书"),
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """ "Chrome · Windows"; what cannot be told is shown as it was sent, cut short."""
    known = [_named(user_agent, PROGRAMS), _named(user_agent, SYSTEMS)]
    return " · ".join(name for name in known if name) or user_agent[:60] or str(_("没有写明"))


def _named(user_agent: str, names: Mapping[str, str | Promise]) -> str:
    return next((str(name) for mark, name in names.items() if mark in user_agent), "")
