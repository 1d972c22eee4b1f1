"""Which unit stands by which place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal
from lianxin.network import policy
from lianxin.network.models import Organisation, Pairing, Place, User


@transaction.atomic
def put_pairing(
    place: Place,
    unit: Organisation,
    *,
    starts_on: date,
    by: User | None,
    at: datetime,
    class_codes: Sequence[str] = (),
    ends_on: date | None = None,
    note: str = "",
    rests_on: str = "",
) -> Pairing:
    """Have `unit` stand by `place` from `starts_on`, or bring what was agreed up to date. What
    one agreement says is apart from what another one does, or the playbook.

    Raises `Refusal` when it would end before it starts, or the two are of different districts.
    """
    policy.require_operator(by, place.district, on=timezone.localdate(at))
    if unit.district_id != place.district_id:
        raise Refusal(_("结对的单位和地点要在同一个辖区。"), field="unit")
    if ends_on and ends_on < starts_on:
        raise Refusal(_("结束日期不能早于开始日期。"), field="ends_on")
    pairing, _made = Pairing.objects.update_or_create(
        district_id=place.district_id,
        place=place,
        unit=unit,
        starts_on=starts_on,
        rests_on=rests_on,
        defaults={"class_codes": list(class_codes), "ends_on": ends_on, "note": note},
    )
    return pairing


@transaction.atomic
def end_pairings(district_id: int, *, rests_on: str, on: date) -> None:
    """What rests on an agreement has `on` as its last day; what would not have begun by then
    never was. The system itself does so, when that agreement is over."""
    found = Pairing.objects.filter(district_id=district_id, rests_on=rests_on)
    found.filter(starts_on__gt=on).delete()
    for pairing in found:
        pairing.ends_on = on
        pairing.save(update_fields=["ends_on"])
