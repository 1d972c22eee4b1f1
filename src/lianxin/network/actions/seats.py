"""Seats: begun and ended, never deleted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network import policy
from lianxin.network.models import Organisation, Place, Role, Seat, User


@transaction.atomic
def seat_person(
    user: User,
    *,
    organisation: Organisation,
    role: str,
    place: Place | None = None,
    title: str = "",
    starts_on: date,
    ends_on: date | None = None,
    key: UUID | None = None,
    by: User | None,
    at: datetime,
) -> Seat:
    """Give `user` a seat over `place` (default: where the organisation is), `ends_on` included.

    The same key, or the same seat with the same first day, is one seat: its title and last day
    are brought up to date.
    """
    place = place or organisation.place
    policy.require_operator(by, organisation.district, on=timezone.localdate(at))
    _require_one_district(user, organisation, place)
    if ends_on and ends_on < starts_on:
        raise Refusal(_("任期结束不能早于任期开始。"), field="ends_on")
    same = {
        "user": user,
        "organisation": organisation,
        "place": place,
        "role": role,
        "starts_on": starts_on,
    }
    seats = Seat.objects.filter(district_id=organisation.district_id)
    key = key or seats.filter(**same).values_list("key", flat=True).first() or new_id()
    seat, _is_new = Seat.objects.update_or_create(
        district_id=organisation.district_id,
        key=key,
        defaults={"title": title, "ends_on": ends_on},
        create_defaults={**same, "title": title, "ends_on": ends_on},
    )
    return seat


def end_seat(seat: Seat, *, by: User | None, at: datetime, on: date | None = None) -> None:
    """Let the term end with the day `on` (default: the day of `at`), 24:00 in local time.

    The holder, the unit's lead, a manager over the unit or an operator may. The last operator
    of a district stays: somebody must be able to seat the next one.
    """
    today = timezone.localdate(at)
    on = on or today
    policy.require_end(by, seat, on=today)
    if seat.ends_on and seat.ends_on < today:
        raise IllegalMove(_("这段任职已经结束。"))
    if on < seat.starts_on:
        raise Refusal(_("任期结束不能早于任期开始。"), field="on")
    if seat.role == Role.OPERATOR and not _another_operator(seat, after=on):
        raise Refusal(_("这是最后一位系统管理员。请先安排接任的人，再结束这段任职。"))
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])


def _another_operator(seat: Seat, *, after: date) -> bool:
    others = Seat.objects.filter(district_id=seat.district_id, role=Role.OPERATOR)
    return others.live(on=after).exclude(user_id=seat.user_id).exists()


def _require_one_district(user: User, organisation: Organisation, place: Place) -> None:
    if {user.district_id, place.district_id} != {organisation.district_id}:
        raise Refusal(_("人员、单位和负责范围要在同一个辖区。"))
