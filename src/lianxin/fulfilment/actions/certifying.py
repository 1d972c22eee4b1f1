"""Give a certificate to whoever came to a course as often as it asks, and say when it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import events, telling
from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Qualification
from lianxin.exchange.states import ClaimState
from lianxin.kernel import timeline
from lianxin.kernel.calendar import months_on
from lianxin.kernel.models import Audience
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network import issuing
from lianxin.network.models import User

KINDS: Final = ("COURSE", "EVENT")  # a training camp is an event
REMIND: Final = timedelta(days=30)
BATCH: Final = 200


def attended(claim: Claim) -> ClaimQuerySet:
    """The times that she, by her account or her number, came to this course; this one at least,
    where she came."""
    who = Claimant.objects.get(district_id=claim.district_id, claim=claim)
    same = Q(pk=claim.pk)
    if who.user_id:
        same |= Q(claimant__user=who.user_id)
    if who.phone_index:
        same |= Q(claimant__phone_index=who.phone_index, claimant__user=who.user_id)
    came: ClaimQuerySet = Claim.objects.filter(
        same, district_id=claim.district_id, listing=claim.listing_id, state=ClaimState.DONE
    )
    return came


@transaction.atomic
def certify(claim: Claim, *, by: User | None, at: datetime, key: UUID) -> Qualification:
    """By those who give the course. The same `key`, or the same place, is one certificate.

    Raises `Refusal` for who did not come as often as the course asks, and for a group.
    """
    policy.require_giver(by, claim, on=timezone.localdate(at))
    same = Qualification.objects.filter(district_id=claim.district_id, claim=claim)
    if first := same.first():
        return first
    _require_course(claim)
    who = Claimant.objects.select_related("user").get(district_id=claim.district_id, claim=claim)
    name = _name(claim, who)
    times = _times(claim)

    def make() -> Qualification:
        return Qualification.objects.create(
            district_id=claim.district_id, key=key, claim=claim, user=who.user, name=name,
            ref=next_ref(claim.district_id, f"{claim.district.ref_prefix}K", at=at),
            issued_at=at, attended=len(times), minutes=_minutes(claim), last_on=times[-1],
            **_said(claim, times[-1]),
        )  # fmt: skip

    made = issuing.once(same, make)
    entry = timeline.append(claim, "certify", by=by, at=at, audience=Audience.PUBLIC)
    events.tell(claim, entry)
    telling.tell_claimant("course_certified", claim, entry=entry, text=made.title, claimant=who)
    return made


@transaction.atomic
def revoke(paper: Qualification, *, why: str, by: User | None, at: datetime) -> None:
    """It does not hold any more; whoever has it checked reads so, and why."""
    units = policy.units_of(by, on=timezone.localdate(at)) if by else set()
    issuing.revoke(paper, why=why, may=by is None or paper.issuer_id in units, at=at)


def remind_ending(district_id: int, *, at: datetime) -> int:
    """Tell those whose certificate ends within a month, once. Returns how many."""
    today = timezone.localdate(at)
    ending = Qualification.objects.filter(
        district_id=district_id, reminded_at=None, revoked_at=None,
        expires_on__range=(today, today + REMIND),
    )  # fmt: skip
    found = list(ending.select_related("claim").order_by("expires_on", "pk")[:BATCH])
    for paper in found:
        with transaction.atomic():
            paper.reminded_at = at
            paper.save(update_fields=["reminded_at"])
            entry = timeline.append(
                paper.claim, "remind_ending", by=None, at=at, audience=Audience.PUBLIC
            )
            events.tell(paper.claim, entry)
            assert paper.expires_on is not None  # asked for above
            said = f"{paper.title} {paper.expires_on:%Y-%m-%d}"
            telling.tell_claimant("course_ends", paper.claim, entry=entry, text=said)
    return len(found)


def is_certified(claim: Claim) -> bool:
    """Whether the course, or the camp, leads to a certificate."""
    listing = claim.listing
    return bool(claim.kind in KINDS and listing and listing.details.get("certificate"))


def _require_course(claim: Claim) -> None:
    if not is_certified(claim):
        raise Refusal(_("这里没有写结业证明，请先在条目里填上。"), code="no_certificate")
    if claim.seats > 1:
        raise Refusal(_("几个人一起报的名，不能合发一张证书，请各人自己报名。"), code="group")
    if claim.state != ClaimState.DONE:
        raise Refusal(_("到场签到以后才能发证。"), code="absent")


def _times(claim: Claim) -> list[date]:
    """The days she came, in order; as many as the course asks, at least."""
    assert claim.listing is not None  # a place is one on a course
    starts = attended(claim).order_by("starts_at", "pk").values_list("starts_at", flat=True)
    days = [timezone.localdate(one) for one in starts]
    needed = claim.listing.details.get("needed") or 1
    if len(days) < needed:
        raise Refusal(
            _("要到场 %(needed)d 次才发证，现在到了 %(n)d 次。")
            % {"needed": needed, "n": len(days)},
            code="too_few",
        )
    return days


def _minutes(claim: Claim) -> int:
    """Of all the times she came, by the timetable."""
    spans = attended(claim).values_list("starts_at", "ends_at")
    whole = sum((end - start for start, end in spans if start and end), timedelta())
    return int(whole.total_seconds() // 60)


def _name(claim: Claim, who: Claimant) -> str:
    child = getattr(claim, "child", None)
    name = ((child.name if child else who.name) or "").strip()
    if not name:
        raise Refusal(_("报名时没有写姓名，请本人补上姓名再发证。"), code="nameless")
    return name


def _said(claim: Claim, last_on: date) -> dict[str, object]:
    """What the paper says beside whose it is."""
    listing = claim.listing
    assert listing is not None  # a place is one on a course
    assert listing.provider is not None  # only units give courses
    months = listing.details.get("valid_months")
    return {
        "issuer": listing.provider,
        "title": listing.details["certificate"],
        "course": listing.title,
        "expires_on": months_on(last_on, months) if months else None,
    }
