"""What a partner without an account does by the link of a letter: once, while the link is good."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.partnering import links
from lianxin.partnering.actions import giving, saying, signing
from lianxin.partnering.actions.reaching import Contact
from lianxin.partnering.links import Asked, Does, Standing
from lianxin.partnering.states import Party


def sign(asked: Asked, *, seen: int, at: datetime, key: UUID | None = None) -> None:
    """The partner signs what it has `seen`."""
    _require_open(asked, Does.SIGN, at=at, key=key)
    told = _("收到链接的人（%s）") % _where(asked)
    signing.sign(asked.agreement, Party.PARTNER, seen=seen, note=told, by=None, at=at, key=key)


def remark(asked: Asked, *, text: str, at: datetime, key: UUID | None = None) -> None:
    _require_open(asked, Does.SIGN, at=at, key=key)
    saying.remark(asked.agreement, text=text, by=None, at=at, key=key)


def confirm(asked: Asked, *, at: datetime, key: UUID | None = None) -> None:
    _require_open(asked, Does.CONFIRM, at=at, key=key)
    assert asked.handover is not None  # it is what such a link asks about
    giving.confirm(asked.handover, by=None, at=at, key=key)


def dispute(asked: Asked, *, objection: str, at: datetime, key: UUID | None = None) -> None:
    _require_open(asked, Does.CONFIRM, at=at, key=key)
    assert asked.handover is not None  # as above
    giving.dispute(asked.handover, objection=objection, by=None, at=at, key=key)


def say(asked: Asked, *, at: datetime, key: UUID | None = None, **told: Any) -> None:
    _require_open(asked, Does.SAY, at=at, key=key)
    saying.say(asked.agreement, Party.PARTNER, by=None, at=at, key=key, **told)


def _require_open(asked: Asked, does: Does, *, at: datetime, key: UUID | None) -> None:
    """The same tap twice is once; another one comes too late. A link does what it was sent for."""
    if asked.does != does:
        raise Refusal(_("这个链接不是办这件事的。"), code="other_link")
    timeline.refuse_repeated(asked.handover or asked.agreement, key)
    standing = links.standing(asked, at=at)
    if standing == Standing.LAPSED:
        raise Refusal(
            _("这个链接已经过期，请“%s”再发一次。") % asked.agreement.host.name, code="lapsed"
        )
    if standing != Standing.OPEN:
        raise Refusal(_("这件事已经办过，或者不用再办了。"), code="over")


def _where(asked: Asked) -> str:
    reach = asked.reach
    return Contact(reach.name, reach.email or "", reach.phone or "").masked
