"""What goes in and what comes out. Times are ISO 8601 with an offset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from ninja import Field, Schema

from lianxin.api.shapes import PLAIN
from lianxin.exchange.models import Slot
from lianxin.kernel import privacy
from lianxin.volunteering.actions import certificates
from lianxin.volunteering.models import Certificate, Member, Presence, Team

KEY = Field(None, description="the same key again is done once; may also come as Idempotency-Key")


class TeamOut(Schema):
    """`is_joinable`: it takes people who ask."""

    code: str
    name: str
    about: str
    skills: list[str] = Field(description="codes")
    place: str = Field(description="code")
    areas: list[str] = Field(description="codes of the places it serves")
    phone: str
    is_joinable: bool

    @classmethod
    def of(cls, team: Team) -> TeamOut:
        """Its organisation, that one's place, and its areas are loaded."""
        unit = team.organisation
        return cls(
            code=unit.code,
            name=unit.name,
            about=team.about,
            skills=team.skills,
            place=unit.place.code,
            areas=[one.code for one in team.areas.all()],
            phone=unit.hotline,
            is_joinable=team.is_joinable,
        )


class TeamPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[TeamOut]
    next: str | None


class TeamIn(Schema):
    key: UUID
    name: str = Field(max_length=120, pattern=PLAIN)
    place: str = Field(max_length=40, pattern=PLAIN, description="code")
    lead: str = Field(max_length=150, pattern=PLAIN, description="login name of who leads it")


class MemberOut(Schema):
    """`phone` once she has asked or joined: an invitation shows none."""

    id: UUID
    name: str
    phone: str
    state: str

    @classmethod
    def of(cls, one: Member) -> MemberOut:
        helper, is_invited = one.volunteer, one.state == "INVITED"
        return cls(
            id=one.pk,
            name=helper.name or helper.ref,
            phone="" if is_invited else helper.phone or "",
            state=one.state,
        )


class MembershipOut(Schema):
    """How one stands to a team."""

    id: UUID
    team: str = Field(description="code")
    state: str


class ShiftOut(Schema):
    """When help is wanted. `free`: places left; none: one may wait in line, but for an urgent
    call."""

    id: UUID
    listing: str = Field(description="number")
    title: str
    tasks: str
    skills: list[str]
    unit: str = Field(description="code of who organises it")
    unit_name: str
    place: str = Field(description="code")
    address: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int
    is_surge: bool = Field(description="urgent: open until it ends")

    @classmethod
    def of(cls, slot: Slot) -> ShiftOut:
        """Its listing, and that one's unit and place, are loaded."""
        listing, told = slot.listing, slot.listing.details
        return cls(
            id=slot.pk,
            listing=listing.ref,
            title=listing.title,
            tasks=told.get("tasks", ""),
            skills=list(told.get("skills", ())),
            unit=listing.provider.code if listing.provider else "",
            unit_name=listing.provider.name if listing.provider else "",
            place=listing.place.code if listing.place else "",
            address=listing.address,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            capacity=slot.capacity,
            free=max(slot.free, 0),
            is_surge=bool(told.get("is_surge")),
        )


class ShiftPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ShiftOut]
    next: str | None


class ServiceOut(Schema):
    """One's place in a shift, and the time in it. `minutes` is what the rule gave; what was added
    by hand and agreed on by a second person stands beside it."""

    id: UUID
    seq: int
    claim: str = Field(description="number")
    shift: UUID
    title: str
    unit: str = Field(description="code")
    state: str = Field(description="HELD, WAITING, DONE, MISSED or CANCELLED")
    starts_at: datetime
    ends_at: datetime
    in_at: datetime | None
    out_at: datetime | None
    is_auto_closed: bool = Field(description="nobody checked out: closed at the end")
    minutes: int | None
    manual_minutes: int | None
    is_agreed: bool = Field(description="a second person has agreed to the manual minutes")

    @classmethod
    def of(cls, one: Presence) -> ServiceOut:
        claim, slot = one.claim, one.slot
        return cls(
            id=one.pk,
            seq=one.seq,
            claim=claim.ref,
            shift=slot.pk,
            title=claim.subject,
            unit=claim.unit.code if claim.unit else "",
            state=claim.state,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            in_at=one.in_at,
            out_at=one.out_at,
            is_auto_closed=one.is_auto_closed,
            minutes=one.minutes,
            manual_minutes=one.manual_minutes,
            is_agreed=one.agreed_at is not None,
        )


class ServicePage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ServiceOut]
    next: str | None


class PersonOut(ServiceOut):
    """Somebody on the organiser's list."""

    name: str
    phone: str

    @classmethod
    def of(cls, one: Presence) -> PersonOut:
        who = one.claim.claimant
        told = ServiceOut.of(one).dict()
        return cls(**told, name=who.name or "", phone=who.phone or "")


class TakenShiftOut(Schema):
    """`warnings`: other shifts so near in time that getting there may be tight."""

    service: ServiceOut
    warnings: list[str] = Field(description="numbers of the claims")


class HoursOut(Schema):
    """Minutes: as recorded on the spot, and those added by hand and agreed on."""

    recorded: int
    manual: int


class KeyIn(Schema):
    key: UUID


class NoteIn(KeyIn):
    note: str = Field("", max_length=500, pattern=PLAIN)


class ServiceDeedIn(Schema):
    """Which fields are needed depends on the verb; a missing one is answered with a Problem."""

    key: UUID | None = KEY
    code: str = Field(
        "", max_length=40, pattern=PLAIN,
        description="six digits, or that of the QR code, for `check_in` and `check_out`; the"
        " organiser's own list needs none",
    )  # fmt: skip
    text: str = Field("", max_length=500, pattern=PLAIN, description="for `correct`")
    minutes: int | None = Field(None, ge=1, le=1440, description="for `add_manual`")
    why: str = Field("", max_length=200, pattern=PLAIN, description="for `add_manual`")


class ShiftSpanIn(Schema):
    starts_at: datetime
    ends_at: datetime


class ShiftCallIn(Schema):
    """Shifts, or, with `is_surge` and one time, an urgent call that is told to the helpers of its
    place at once."""

    key: UUID
    provider: str = Field(max_length=60, pattern=PLAIN, description="code of the unit")
    title: str = Field(max_length=120, pattern=PLAIN)
    tasks: str = Field(max_length=2000, pattern=PLAIN)
    place: str = Field(max_length=40, pattern=PLAIN, description="code")
    address: str = Field("", max_length=200, pattern=PLAIN)
    times: list[ShiftSpanIn] = Field(min_length=1, max_length=60)
    capacity: int = Field(ge=1, le=500)
    skills: list[str] = Field(default_factory=list, max_length=20)
    contact: str = Field(max_length=60, pattern=PLAIN)
    phone: str = Field(max_length=40, pattern=PLAIN)
    is_surge: bool = False


class CalledOut(Schema):
    listing: str = Field(description="number")
    shifts: list[ShiftOut]


class CertificateIn(KeyIn):
    issuer: str = Field(
        "", max_length=60, pattern=PLAIN,
        description="code of the unit; empty: all services, issued by the coordinating desk",
    )  # fmt: skip


class VerifiedOut(Schema):
    """Whether a certificate holds, for whoever has it in hand: the name masked, no contact."""

    ref: str
    is_valid: bool
    is_outdated: bool = Field(description="the records say something else by now")
    revoked_why: str
    name: str
    first_on: date
    last_on: date
    services: int
    minutes: int
    manual_minutes: int
    issuer: str
    issued_on: date

    @classmethod
    def of(cls, made: Certificate) -> VerifiedOut:
        days = _days(made.rows)
        return cls(
            ref=made.ref,
            is_valid=made.revoked_at is None,
            is_outdated=certificates.is_outdated(made),
            revoked_why=made.revoked_why,
            name=privacy.mask_name(made.name),
            first_on=days[0],
            last_on=days[-1],
            services=len(made.rows),
            minutes=sum(row["minutes"] for row in made.rows),
            manual_minutes=sum(row["manual"] for row in made.rows),
            issuer=made.issuer.name,
            issued_on=timezone.localdate(made.issued_at),
        )


class IssuedOut(VerifiedOut):
    """One's own. With `code`, `/volunteering/certificates/{ref}/{code}` says whether it holds."""

    code: str


def _days(rows: Sequence[dict[str, str]]) -> list[date]:
    starts = sorted(datetime.fromisoformat(row["starts_at"]) for row in rows)
    return [timezone.localdate(one) for one in starts]
