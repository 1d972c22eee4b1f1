"""A hazard of a place or a thing: reported, checked, put right by a day, looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.language import private
from lianxin.network.models import District, Organisation, Place, User
from lianxin.papers.pictures import Upload
from lianxin.visits import policy
from lianxin.visits.actions import keeping, telling
from lianxin.visits.models import Hazard, Visit
from lianxin.visits.states import HAZARD, Thing

LONGEST: Final = 300
LATEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class Seen:
    """What is dangerous, and where."""

    place: Place | None
    thing: str
    text: str
    spot: str = ""
    photos: Sequence[Upload] = ()


def report(
    district: District, seen: Seen, *, by: User | None, at: datetime, key: UUID,
    visit: Visit | None = None,
) -> Hazard:  # fmt: skip
    """The same `key` is one. Raises `Refusal` without a place, and where the words point at
    somebody (X38)."""
    place = _check(district, seen)
    made = Hazard(
        district=district, key=key, place=place, spot=seen.spot.strip(), thing=seen.thing,
        text=seen.text.strip(), reported_at=at, reported_by=by, visit=visit,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.ref = next_ref(district.pk, f"{district.ref_prefix}Y", at=at)
            entry = timeline.begin(made, "report", by=by, at=at)
            telling.those_near(made, entry=entry)
            keeping.keep_of_hazard(made, seen.photos, verb="report", at=at)
    except IntegrityError:  # the key has been used, perhaps
        first: Hazard | None = Hazard.objects.filter(district_id=district.pk, key=key).first()
        if first is None:
            raise
        return first
    return made


@transaction.atomic
def check(
    hazard: Hazard, *, unit: Organisation, due_on: date, by: User | None, at: datetime,
    key: UUID | None = None,
) -> None:  # fmt: skip
    """It is one: `unit` puts it right by the day."""
    on = timezone.localdate(at)
    policy.require_checker(by, hazard, on=on)
    if unit.district_id != hazard.district_id or not unit.is_active:
        raise Refusal(_("这个单位不在本辖区。"), field="unit")
    if not on <= due_on <= on + LATEST:
        raise Refusal(_("整改期限要在今天到一年以内。"), field="due_on")
    entry = HAZARD.apply(hazard, "check", by=by, at=at, key=key, unit=unit, due_on=due_on)
    telling.the_unit(hazard, entry=entry)


@transaction.atomic
def dismiss(
    hazard: Hazard, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is none, and why."""
    policy.require_checker(by, hazard, on=timezone.localdate(at))
    HAZARD.apply(hazard, "dismiss", by=by, at=at, key=key, note=_said(reason, "reason"))


@transaction.atomic
def fix(
    hazard: Hazard, *, result: str, recheck_on: date | None = None,
    photos: Sequence[Upload] = (), by: User | None, at: datetime, key: UUID | None = None,
) -> None:  # fmt: skip
    """The unit has put it right, and how; it is looked at again within a week."""
    on = timezone.localdate(at)
    policy.require_fixer(by, hazard, on=on)
    said = _said(result, "result")
    day = recheck_on or on + timedelta(days=7)
    entry = HAZARD.apply(
        hazard, "fix", by=by, at=at, key=key, note=said, result=said, recheck_on=day
    )
    keeping.keep_of_hazard(hazard, photos, verb="fix", at=at)
    telling.who_checked(hazard, entry=entry, text=said, until=day.isoformat())


@transaction.atomic
def recheck(
    hazard: Hazard, *, is_safe: bool, note: str = "", due_on: date | None = None,
    photos: Sequence[Upload] = (), by: User | None, at: datetime, key: UUID | None = None,
) -> None:  # fmt: skip
    """Somebody looked: it is safe, or has to be put right by another day."""
    on = timezone.localdate(at)
    policy.require_checker(by, hazard, on=on)
    if is_safe:
        HAZARD.apply(hazard, "recheck", by=by, at=at, key=key, note=note.strip()[:LONGEST])
        keeping.keep_of_hazard(hazard, photos, verb="recheck", at=at)
        return
    if due_on is None or not on <= due_on <= on + LATEST:
        raise Refusal(_("整改期限要在今天到一年以内。"), field="due_on")
    said = _said(note, "note")
    entry = HAZARD.apply(hazard, "reopen", by=by, at=at, key=key, note=said, due_on=due_on)
    keeping.keep_of_hazard(hazard, photos, verb="reopen", at=at)
    telling.the_unit(hazard, entry=entry, text=said)


def _check(district: District, seen: Seen) -> Place:
    if seen.place is None or seen.place.district_id != district.pk:
        raise Refusal(_("请选在哪里，隐患一定有地点。"), field="place")
    if seen.thing not in Thing.values:
        raise Refusal(_("请选是哪一类设施。"), field="thing")
    _said(seen.text, "text")
    for name in ("text", "spot"):
        if found := private.of_places(getattr(seen, name)):
            words = _("、").join(f"“{one.word}”" for one in found)
            told = _("隐患只写地方和东西，不写人：%s。请改成哪里的什么不安全。") % words
            raise Refusal(told, field=name, code="person")
    return seen.place


def _said(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(_("请写一句。"), field=field)
    if len(said) > LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % LONGEST, field=field)
    return said
