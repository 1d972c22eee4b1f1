"""When a button was pressed whose tap reached us late: the network was away, and it had waited.

The phone says how long it waited, not what its own clock says. How much of that is believed, is
known otherwise: digits open only the moment they were shown, a page only what comes after it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from lianxin.kernel import throttle
from lianxin.volunteering.actions import presence
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence
from lianxin.web.respond import Request
from lianxin.web.volunteering import who

ACTS: Final = {"check_in": presence.check_in, "check_out": presence.check_out}
TRIES, HOUR = 20, timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)
MOST_DIGITS: Final = 8
SALT: Final = "lianxin.volunteering.opened"


def moment(request: HttpRequest, *, now: datetime, opened: UUID | None = None) -> datetime:
    """The moment of the tap. With `opened`, the page's thing, none before the page was opened."""
    waited = timedelta(seconds=_seconds(request.POST.get("waited", "")))
    at = now - min(waited, LONGEST)
    if opened is None or not waited:
        return at
    return min(now, max(at, _opened(request, opened) or now))


def verb(request: HttpRequest, found: Presence) -> str:
    """What the button said, so that a tap that comes twice never does the next thing; where the
    page could not know, what is next."""
    told = request.POST.get("verb", "")
    if told in ACTS:
        return told
    return "check_out" if found.in_at else "check_in"


def by_digits(request: Request, found: Presence, *, code: str, key: UUID | None) -> None:
    """Check in or out by the digits on the organiser's screen, as they were at the tap."""
    now = timezone.now()
    throttle.hit("check", str(found.pk), limit=TRIES, per=HOUR, at=now)
    act, user = ACTS[verb(request, found)], who.user_of(request)
    act(found, How.CODE, code=code, by=user, at=moment(request, now=now), key=key)


def seal(thing: UUID, *, at: datetime) -> str:
    """Goes with the page and comes back with the tap."""
    return signing.dumps([str(thing), at.isoformat()], salt=SALT)


def _opened(request: HttpRequest, thing: UUID) -> datetime | None:
    try:
        told, at = signing.loads(request.POST.get("opened", ""), salt=SALT, max_age=LONGEST)
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromisoformat(at) if told == str(thing) else None


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
