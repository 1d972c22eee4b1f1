"""Belong to an association or a working group by one's own choice, and leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy, queries
from lianxin.bodies.actions import telling
from lianxin.bodies.actions.writing import once
from lianxin.bodies.calendar import DAY
from lianxin.bodies.models import Body, Member, Office, SignUp
from lianxin.bodies.states import JOINED, BodyKind
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.network import districts
from lianxin.network.models import User

VALID: Final = timedelta(days=14)
PHONE_DIGITS: Final = range(5, 16)
ADDRESS: Final = ("name", "email", "phone", "email_index", "phone_index", "language")


@dataclass(frozen=True)
class Person:
    """Who wants to join, as she says it; `shown_as` is what the public may read, "" for none."""

    name: str
    email: str = ""
    phone: str = ""
    shown_as: str = ""
    language: str = ""


def sign_up(
    body: Body, person: Person, *, invited_by: User | None = None, at: datetime, key: UUID
) -> SignUp:
    """Write down somebody who wants to join, or is invited by who runs the body. She becomes a
    member only when she confirms by the link that is sent to her. The same `key` is one."""
    _require_open(body, at=at)
    if invited_by is not None:
        policy.require_runner(invited_by, body, on=timezone.localdate(at))
    if body.kind == BodyKind.GROUP:
        raise Refusal(_("先加入“%s”，再从自己的页面加入小组。") % body.parent.name, code="parent")
    known = _checked(person)
    made = SignUp(
        district_id=body.district_id, key=key, body=body, name=known.name,
        email=known.email or None, phone=known.phone or None, shown_as=known.shown_as,
        language=known.language, invited_by=invited_by, at=at, expires_at=at + VALID,
    )  # fmt: skip
    with transaction.atomic():
        row, is_new = once(made)
        if is_new:
            telling.ask_to_confirm(row, at=at)
    return row


@transaction.atomic
def confirm(waiting: SignUp, *, at: datetime) -> Member:
    """She herself says yes. Raises `Overtaken` when it was answered or too late."""
    own = SignUp.objects.filter(district_id=waiting.district_id, pk=waiting.pk)
    if not own.filter(expires_at__gte=at).delete()[0]:
        raise Overtaken(_("这次报名已经确认、撤回或过期。需要时请重新报名。"))
    body = waiting.body
    _require_open(body, at=at)
    if first := _known(body, waiting):
        telling.tell_member("body_joined", first, about=waiting.pk, at=at)
        return first
    made = Member(
        id=waiting.pk, district_id=body.district_id, key=waiting.key, body=body,
        name=waiting.name, email=waiting.email, phone=waiting.phone, shown_as=waiting.shown_as,
        language=waiting.language, starts_on=timezone.localdate(at), **_indexes(waiting),
    )  # fmt: skip
    return _enter(made, at=at)


def decline(waiting: SignUp) -> None:
    """She says no: nothing of her is kept."""
    rows = SignUp.objects.filter(district_id=waiting.district_id, pk=waiting.pk)
    if not rows.delete()[0]:
        raise Overtaken(_("这次报名已经确认或撤回。"))


def join(
    body: Body,
    *,
    by: User | None = None,
    via: Member | None = None,
    shown_as: str = "",
    at: datetime,
    key: UUID,
) -> Member:
    """Join with one's own account; or, as a member of the parent body, one of its groups `via`
    her membership there. Who belongs already stays the one she is."""
    _require_open(body, at=at)
    on = timezone.localdate(at)
    if body.kind == BodyKind.GROUP:
        via = via or queries.member_of(body.parent, by, on=on)
        if via is None or via.body_id != body.parent_id or not _is_live(via, at=at):
            raise Refusal(_("先加入“%s”，再加入它的小组。") % body.parent.name, code="parent")
    if first := _same(body, by, via):
        return first
    told: dict[str, Any] = {"user": by, "shown_as": shown_as.strip()[:60]}
    if via is not None:
        told = {field: getattr(via, field) for field in ("user", *ADDRESS, "shown_as")}
    elif by is not None:
        told["name"] = by.name
    made = Member(district_id=body.district_id, key=key, body=body, starts_on=on, **told)
    return _enter(made, at=at)


@transaction.atomic
def leave(member: Member, *, by: User | None = None, at: datetime) -> None:
    """At once, by account or by her own link (`by` is None). Her name and address go with her; she
    leaves the groups of the body, too. Left twice is once."""
    policy.require_self(by, member)
    body, on = member.body, timezone.localdate(at)
    if member.ends_on is not None and member.ends_on < on:
        return
    within = _again_in_groups(member, on=on)
    for one in (member, *within):
        _forget(one, last=on - DAY)
    timeline.append(body, "leave", by=by, at=at)


def delete_unanswered(*, at: datetime) -> int:
    """Delete what was not confirmed in time, with the address. Returns how many rows went."""
    late = SignUp.objects.filter(expires_at__lt=at)
    return sum(late.filter(district=one).delete()[0] for one in districts.everyone())


def _enter(made: Member, *, at: datetime) -> Member:
    """Insert her, unless she came in meanwhile, and tell her how she leaves."""
    try:
        with transaction.atomic():
            row, is_new = once(made)
            if is_new:
                timeline.append(made.body, "join", by=made.user, at=at)
                telling.tell_member("body_joined", row, about=row.pk, at=at)
    except IntegrityError:
        first = _same(made.body, made.user, made)
        if first is None:
            raise
        return first
    return row


def _known(body: Body, waiting: SignUp) -> Member | None:
    """Who belongs to it already under this address."""
    return _by_address(body, **_indexes(waiting))


def _same(body: Body, user: User | None, via: Member | None) -> Member | None:
    rows = Member.objects.filter(district_id=body.district_id, body=body, ends_on__isnull=True)
    if via is not None:
        rows = rows.filter(queries.same_person(via))
    elif user is not None:
        rows = rows.filter(user=user)
    else:
        return None
    found: Member | None = rows.first()
    return found


def _by_address(body: Body, *, email_index: str, phone_index: str) -> Member | None:
    which = Q(pk__in=[])
    if email_index:
        which |= Q(email_index=email_index)
    if phone_index:
        which |= Q(phone_index=phone_index)
    rows = Member.objects.filter(district_id=body.district_id, body=body, ends_on__isnull=True)
    found: Member | None = rows.filter(which).first()
    return found


def _again_in_groups(member: Member, *, on: Any) -> list[Member]:
    """The same person in the groups of the body."""
    rows = Member.objects.filter(district_id=member.district_id, body__parent=member.body_id)
    return list(queries.live(rows, on=on).filter(queries.same_person(member)))


def _forget(member: Member, *, last: Any) -> None:
    """`last` is yesterday, so that she is out at once, even on the day on which she came."""
    offices = Office.objects.filter(district_id=member.district_id, member=member)
    offices.filter(starts_on__gt=last).delete()
    queries.live(offices, on=last + DAY).update(ends_on=last)
    member.starts_on, member.ends_on = min(member.starts_on, last), last
    gone = {**Member.GONE, "email_index": "", "shown_as": "", "user": None}
    for field, value in gone.items():
        setattr(member, field, value)
    member.save(update_fields=["starts_on", "ends_on", *gone])


def _require_open(body: Body, *, at: datetime) -> None:
    on = timezone.localdate(at)
    if body.kind not in JOINED:
        raise Refusal(
            _("“%s”的成员由召集单位安排，不接受个人报名。") % body.name, code="appointed"
        )
    if not body.begun_on <= on <= (body.ended_on or on):
        raise Refusal(_("“%s”现在不接受报名。") % body.name, code="ended")


def _is_live(member: Member, *, at: datetime) -> bool:
    on = timezone.localdate(at)
    return member.starts_on <= on <= (member.ends_on or on)


def _checked(person: Person) -> Person:
    """Raises `Refusal` naming the field that cannot be as it is."""
    phone = privacy.normalise_phone(person.phone)
    if not person.name.strip():
        raise Refusal(_("请写怎么称呼您。"), field="name")
    if not person.email.strip() and not phone:
        raise Refusal(_("请留邮箱或手机号，确认的链接发到那里。"), field="email")
    if not person.email.strip() and not settings.SMS_GATEWAY:
        raise Refusal(_("这里还不能发短信，请留邮箱，确认的链接发到那里。"), field="email")
    if phone and len(phone) not in PHONE_DIGITS:
        raise Refusal(_("手机号不对，请再看一下。"), field="phone")
    return Person(
        person.name.strip()[:60], person.email.strip().lower(), phone,
        person.shown_as.strip()[:60], person.language,
    )  # fmt: skip


def _indexes(waiting: SignUp) -> dict[str, str]:
    email, phone = waiting.email or "", waiting.phone or ""
    return {
        "email_index": privacy.blind_index(email, purpose="email") if email else "",
        "phone_index": privacy.blind_index(phone, purpose="phone") if phone else "",
    }
