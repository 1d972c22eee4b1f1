"""Tell who asked for it, and said so twice, of what is new and fits; once a day at most."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.matching import queries
from lianxin.matching.models import Profile
from lianxin.matching.notices import MatchingNotice
from lianxin.matching.queries import Suggestion
from lianxin.network.models import User
from lianxin.outbox import actions as outbox

SHOWN: Final = 5  # named in the message
AT_ONCE: Final = 100
LINK: Final = "/matching/me/"


@transaction.atomic
def ask(profile: Profile, *, by: User | None, at: datetime) -> None:
    """She wants to be told: a letter asks her whether it was she. Asked again, another one goes
    out, once a day."""
    _require_herself(profile, by)
    if not profile.is_on:
        raise Refusal(_("请先打开“给我推荐合适的”。"), field="is_on")
    if profile.alerts_confirmed_at:
        return
    Profile.objects.filter(district_id=profile.district_id, pk=profile.pk).update(
        alerts_asked_at=at
    )
    _write(profile, "alerts_confirm", at=at)


@transaction.atomic
def confirm(profile: Profile, *, by: User | None, at: datetime) -> None:
    """It was she. From now on she is told; twice is once."""
    _require_herself(profile, by)
    mine = Profile.objects.filter(district_id=profile.district_id, pk=profile.pk)
    asked = mine.filter(alerts_asked_at__isnull=False)
    if not asked.exists():
        raise Refusal(_("请先点“有新的告诉我”。"), code="not_yet")
    asked.filter(alerts_confirmed_at=None).update(alerts_confirmed_at=at, alerted_at=at)


@transaction.atomic
def end(profile: Profile, *, by: User | None) -> None:
    """She is told no more."""
    _require_herself(profile, by)
    Profile.objects.filter(district_id=profile.district_id, pk=profile.pk).update(
        alerts_asked_at=None, alerts_confirmed_at=None, alerted_at=None
    )


def tell(district_id: int, *, at: datetime) -> int:
    """Tell each who is due of what was published since the last time. Returns how many were looked
    at; safe to repeat."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
    due = Profile.objects.filter(
        district_id=district_id,
        is_on=True,
        alerts_confirmed_at__isnull=False,
        alerted_at__lt=today,
    )
    rows = due.select_related("user", "area").defer("area__shape").order_by("alerted_at", "pk")
    done = 0
    for profile in rows[:AT_ONCE]:
        with transaction.atomic():
            mine = Profile.objects.filter(
                district_id=district_id, pk=profile.pk, alerted_at=profile.alerted_at
            )
            if mine.update(alerted_at=at):
                _tell_of(profile, _new(profile, at=at), at=at)
        done += 1
    return done


def _new(profile: Profile, *, at: datetime) -> list[Suggestion]:
    """What fits and was published since she was told last."""
    since = profile.alerted_at
    found = queries.suggest(queries.for_profile(profile), at=at).values()
    return [
        one
        for some in found
        for one in some
        if since and one.listing.published_at and one.listing.published_at > since
    ]


def _tell_of(profile: Profile, new: list[Suggestion], *, at: datetime) -> None:
    if new:
        titles = "\n".join(one.listing.title for one in new[:SHOWN])
        _write(profile, "fits_found", at=at, text=titles, number=len(new))


def _write(profile: Profile, kind: str, *, at: datetime, text: str = "", number: int = 0) -> None:
    """`about` is one for a profile, kind and day: told twice, it reaches her once."""
    about = UUID(int=profile.pk.int ^ timezone.localdate(at).toordinal())
    notice = MatchingNotice(kind=kind, subject=profile.title, link=LINK, text=text, number=number)
    outbox.queue(notice, to=[profile.user], about=about, at=at)


def _require_herself(profile: Profile, by: User | None) -> None:
    if by is not None and by.pk != profile.user_id:
        raise NotAllowed(_("个人意向只能由本人填写。"))
