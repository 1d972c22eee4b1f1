"""What somebody brings back from a door, whenever it arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy as cases_policy
from lianxin.cases.actions import intake
from lianxin.cases.actions.intake import Contact, Report
from lianxin.cases.models import Source
from lianxin.forms import answers
from lianxin.forms import queries as forms
from lianxin.kernel.calendar import months_on
from lianxin.kernel.refusals import Refusal
from lianxin.language import private
from lianxin.network.models import User
from lianxin.papers import pictures
from lianxin.papers.pictures import Upload
from lianxin.visits import policy
from lianxin.visits.actions import hazards, keeping
from lianxin.visits.models import Call, Household, Need, Visit, VisitPhoto
from lianxin.visits.states import SETTLES, CallState, Outcome

LONGEST: Final = 500
RESPITE: Final = 12  # months, in which nobody calls at who does not want it
OLDEST: Final = timedelta(days=366)  # what a phone has kept for longer has a wrong clock
MOST_NEEDS: Final = 5
MOST_HAZARDS: Final = 3


@dataclass(frozen=True)
class Wanted:
    """Something that was asked for; `contact` as its owner wants to be told."""

    text: str
    contact: Contact = field(default_factory=Contact)
    class_code: str = ""


@dataclass(frozen=True)
class Unsafe:
    """Something dangerous about the building or what stands there, never about who lives there."""

    thing: str
    text: str
    spot: str = ""


@dataclass(frozen=True)
class Told:
    """What was seen and said. `happened_at` is by the phone; `answers` are to version
    `form_version` of the campaign's questions. `is_sure`: the writer has seen what had better not
    stand in the note, and means it otherwise."""

    outcome: str
    happened_at: datetime
    note: str = ""
    answers: Mapping[str, Any] | None = None
    form_version: int | None = None
    photos: Sequence[Upload] = ()
    needs: Sequence[Wanted] = ()
    hazards: Sequence[Unsafe] = ()
    is_sure: bool = False


@dataclass(frozen=True)
class Received:
    """`is_new` is False for what had come in before; `now_of` calls there by now, where it is
    somebody else."""

    visit: Visit
    is_new: bool
    now_of: User | None
    cases: Sequence[str]


@transaction.atomic
def record(call: Call, told: Told, *, by: User | None, at: datetime, key: UUID) -> Received:
    """Take in one visit: the same `key` is one, however late, also at once; so are its cases
    and hazards. All of it or nothing.

    What was recorded before the call went to somebody else, by two phones at one door, with an
    older version of the questions or after the campaign ended is taken in as it is. Raises
    `Refusal` naming the field that cannot be as it is, also for a word that does not belong into
    the log, and `NotAllowed` for who does not take part.
    """
    policy.require_officer(by, call)
    first = _earlier(call, key)
    visit, is_new = (first, False) if first else _write(call, told, by=by, at=at, key=key)
    cases = [_open(visit, call, one, n, by=by, at=at) for n, one in enumerate(told.needs)]
    for number, one in enumerate(told.hazards):
        _report(visit, call, one, number, by=by, at=at)
    call.refresh_from_db(fields=["officer"])
    other = call.officer if by is not None and call.officer_id not in (None, by.pk) else None
    return Received(visit, is_new, other, cases)


@transaction.atomic
def add_photos(
    call: Call, visit_key: UUID, uploads: Sequence[Upload], *, by: User | None, at: datetime
) -> None:
    """Pictures that follow a visit on a slow line; the same one twice is once.

    Raises `Refusal` for more than six, for what is no picture, and where the visit is not there.
    """
    policy.require_officer(by, call)
    visit = _earlier(call, visit_key)
    if visit is None or visit.forgotten_at or visit.received_at < at - OLDEST:
        raise Refusal(_("没有找到这次走访的记录，照片没有收下。"), field="photos")
    keeping.keep(visit, uploads)
    own = VisitPhoto.objects.filter(district_id=call.district_id, visit=visit)
    if own.count() > pictures.MOST:
        raise Refusal(_("最多上传 6 张照片，请去掉几张。"), field="photos")


def _write(
    call: Call, told: Told, *, by: User | None, at: datetime, key: UUID
) -> tuple[Visit, bool]:
    """The visit, and whether it is new."""
    _check(told)
    visit = Visit(
        district_id=call.district_id, key=key, call=call, officer=by, outcome=told.outcome,
        happened_at=_clocked(told.happened_at, at=at), received_at=at,
        note=told.note.strip(), answers=_answered(call, told, at=at),
        form_version=told.form_version,
    )  # fmt: skip
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
            _settle(call, visit)
            keeping.keep(visit, told.photos)
    except IntegrityError:  # the key has been used, perhaps
        if (first := _earlier(call, key)) is None:
            raise
        return first, False
    return visit, True


def _settle(call: Call, visit: Visit) -> None:
    """What the call is after it. Talked about once, it stays so; who says no is left alone."""
    own = Call.objects.filter(district_id=call.district_id, pk=call.pk)
    state = SETTLES.get(Outcome(visit.outcome))
    if visit.outcome == Outcome.NOBODY:
        own.update(tries=F("tries") + 1)
    elif state == CallState.DONE:
        own.exclude(done_at__lte=visit.happened_at).update(
            state=CallState.DONE, done_at=visit.happened_at
        )
    elif state is not None:
        own.filter(state=CallState.OPEN).update(state=state)
    door = call.household
    if door is not None:
        if visit.outcome == Outcome.DECLINED:
            decline(door, at=visit.happened_at)
        elif visit.outcome == Outcome.GONE:
            same = Household.objects.filter(district_id=call.district_id, pk=door.pk)
            same.update(is_active=False)


def decline(household: Household, *, at: datetime) -> None:
    """Nobody calls there for twelve months, in no campaign."""
    until = months_on(timezone.localdate(at), RESPITE)
    own = Household.objects.filter(district_id=household.district_id, pk=household.pk)
    own.exclude(declined_until_on__gte=until).update(declined_until_on=until)
    calls = Call.objects.filter(
        district_id=household.district_id, household=household, state=CallState.OPEN
    )
    calls.update(state=CallState.DECLINED)


def _open(
    visit: Visit, call: Call, wanted: Wanted, number: int, *, by: User | None, at: datetime
) -> str:
    """The case, under a key of its own; her own words and address, her contact by her consent."""
    on = timezone.localdate(at)
    may = by is not None and cases_policy.can_file(by, on=on)
    report = Report(
        text=wanted.text, place=call.spot, contact=wanted.contact, class_code=wanted.class_code,
        address=call.where if wanted.contact.name or wanted.contact.phone else "",
    )  # fmt: skip
    receipt = intake.open_case(
        visit.district, report, key=uuid5(visit.key, f"need {number}"), source=Source.VISIT, at=at,
        by=by if may else None,
    )  # fmt: skip
    Need.objects.get_or_create(district_id=visit.district_id, visit=visit, case_id=receipt.case.pk)
    return str(receipt.case.ref)


def _report(
    visit: Visit, call: Call, unsafe: Unsafe, number: int, *, by: User | None, at: datetime
) -> None:
    """A hazard of where it is, under a key of its own."""
    seen = hazards.Seen(call.spot, unsafe.thing, unsafe.text, unsafe.spot)
    key = uuid5(visit.key, f"hazard {number}")
    hazards.report(visit.district, seen, by=by, at=at, key=key, visit=visit)


def _earlier(call: Call, key: UUID) -> Visit | None:
    rows = Visit.objects.filter(district_id=call.district_id, key=key)
    found: Visit | None = rows.select_related("district").first()
    return found


def _clocked(said: datetime, *, at: datetime) -> datetime:
    """What a phone says, unless it cannot be: then the moment at which it arrived."""
    return said if at - OLDEST < said <= at else at


def _answered(call: Call, told: Told, *, at: datetime) -> dict[str, Any]:
    """By the version of the questions that she had before her."""
    if not told.answers or told.form_version is None:
        return {}
    found = forms.at_version(call.district_id, call.campaign.form, told.form_version)
    if found is None:
        raise Refusal(_("这份问题表单找不到了，请把答复写进备注。"), field="answers")
    return answers.validate(found.read(), told.answers, at=at)


def _check(told: Told) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if told.outcome not in Outcome.values:
        raise Refusal(_("请选走访的结果。"), field="outcome")
    if len(told.note.strip()) > LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % LONGEST, field="note")
    if len(told.photos) > pictures.MOST:
        raise Refusal(_("最多上传 6 张照片，请去掉几张。"), field="photos")
    if len(told.needs) > MOST_NEEDS:
        raise Refusal(_("一次最多登记 %d 件诉求。") % MOST_NEEDS, field="needs")
    if len(told.hazards) > MOST_HAZARDS:
        raise Refusal(_("一次最多上报 %d 处隐患。") % MOST_HAZARDS, field="hazards")
    if told.outcome == Outcome.DECLINED and (told.note.strip() or told.photos or told.answers):
        raise Refusal(_("不愿意走访的，不记别的。"), field="note")
    if (found := private.in_log(told.note)) and not told.is_sure:
        said = _("日志只记问了什么、办了什么，不记看法、信念、健康、收入和来往：%s。请改一改。")
        words = _("、").join(f"“{one.word}”" for one in found)
        raise Refusal(said % words, field="note", code="words")
