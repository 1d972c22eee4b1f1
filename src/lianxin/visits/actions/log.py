"""The household reads its log by the link of its contact card, corrects and deletes what stands
there, and says that nobody shall call; after 24 months nothing is left but the count."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import intake
from lianxin.cases.actions.intake import Contact, Receipt, Report
from lianxin.cases.models import Source
from lianxin.kernel.calendar import SHANGHAI, months_on
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.visits import queries
from lianxin.visits.actions import keeping, visiting
from lianxin.visits.models import Call, Household, Visit
from lianxin.visits.states import CallState, CampaignState

KEPT: Final = 24  # months
BATCH: Final = 500
GONE: Final[dict[str, Any]] = {"note": "", "answers": {}, "officer": None}


@transaction.atomic
def correct(visit: Visit, *, note: str, at: datetime) -> None:
    """She says it in her own words. Whoever calls has seen her link."""
    said = note.strip()
    if len(said) > visiting.LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % visiting.LONGEST, field="note")
    if not said:
        raise Refusal(_("请写一句；整条不要的，点“删除”。"), field="note")
    own = Visit.objects.filter(district_id=visit.district_id, pk=visit.pk, forgotten_at=None)
    if not own.update(note=said, corrected_at=at):
        raise Overtaken(_("这一条已经删除。"))


@transaction.atomic
def forget(visit: Visit, *, at: datetime) -> None:
    """What was said and seen goes, with its pictures; that somebody was there stays. Twice is
    once."""
    keeping.drop([visit])
    own = Visit.objects.filter(district_id=visit.district_id, pk=visit.pk, forgotten_at=None)
    own.update(**GONE, forgotten_at=at)


@transaction.atomic
def decline(household: Household, *, at: datetime) -> None:
    """Nobody calls for twelve months."""
    visiting.decline(household, at=at)


@transaction.atomic
def welcome(household: Household, *, at: datetime) -> None:
    """She would be called at again: in campaigns that still run, too, where nobody has been."""
    Household.objects.filter(district_id=household.district_id, pk=household.pk).update(
        declined_until_on=None
    )
    calls = Call.objects.filter(
        district_id=household.district_id, household=household, state=CallState.DECLINED,
        campaign__state=CampaignState.RUNNING, campaign__ends_on__gte=timezone.localdate(at),
    )  # fmt: skip
    calls.update(state=CallState.OPEN)


def ask(
    household: Household, *, text: str, at: datetime, key: UUID, contact: Contact | None = None
) -> Receipt:
    """She would like somebody to come: a case of that door, under the promise of every case. Also
    while she has declined campaigns."""
    said = text.strip()
    if not said:
        raise Refusal(_("请写一句想说什么事，来的人好有准备。"), field="text")
    if len(said) > visiting.LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % visiting.LONGEST, field="text")
    report = Report(
        text=_("请人上门：%s") % said, place=household.building, address=household.address,
        contact=contact or Contact(),
    )  # fmt: skip
    return intake.open_case(household.district, report, key=key, source=Source.CARD, at=at)


def forget_old(district_id: int, *, at: datetime) -> int:
    """Safe to repeat. Returns of how many visits nothing but the count is left."""
    first = months_on(timezone.localdate(at), -KEPT)
    before = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
    done = 0
    while rows := list(queries.forgettable(district_id, before=before)[:BATCH]):
        with transaction.atomic():
            keeping.drop(rows)
            own = Visit.objects.filter(district_id=district_id, pk__in=[one.pk for one in rows])
            done += own.update(**GONE, forgotten_at=at)
    calls = Call.objects.filter(
        district_id=district_id, campaign__state=CampaignState.ENDED,
        campaign__ends_on__lt=first, officer__isnull=False,
    )  # fmt: skip
    calls.update(officer=None)
    return done
