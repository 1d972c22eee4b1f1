"""Draw a survey up, ask it, take answers, count them, and say what was done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.deliberation import policy, questions, tally
from lianxin.deliberation.actions import telling
from lianxin.deliberation.models import Hall, Reply, Survey
from lianxin.deliberation.states import SURVEY, SurveyState
from lianxin.forms import actions as forms
from lianxin.forms import answers
from lianxin.forms.definition import SELECTS
from lianxin.kernel import calendar, clock, timeline
from lianxin.kernel.clock import Term
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import User

EXPLAINED: Final = Term.parse("15wd")  # after it was closed, at the latest


@dataclass(frozen=True)
class Asked:
    """What is to be asked, why, and how long. `questions` as `questions.definition` reads it."""

    title: str
    about: str
    questions: str
    closes_at: datetime


def draw_up(hall: Hall, asked: Asked, *, by: User | None, at: datetime, key: UUID) -> Survey:
    """Nobody else sees it before it is asked. The same `key` is one."""
    policy.require_moderator(by, hall, on=timezone.localdate(at))
    _check(hall, asked, at=at)
    survey = Survey(
        district_id=hall.district_id, key=key, hall=hall, title=asked.title.strip()[:120],
        about=asked.about.strip()[:2000], closes_at=asked.closes_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            survey.ref = next_ref(hall.district_id, f"{hall.district.ref_prefix}WJ", at=at)
            survey.form = _put(survey, asked, at=at)
            timeline.begin(survey, "draw_up", by=by, at=at)
    except IntegrityError:  # the key has been used, perhaps
        rows = Survey.objects.filter(district_id=hall.district_id, key=key)
        first: Survey | None = rows.whole().first()
        if first is None:
            raise
        return first
    return survey


@transaction.atomic
def revise(
    survey: Survey, asked: Asked, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Until it is asked; its questions are another version then."""
    policy.require_moderator(by, survey.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(survey, key)
    if survey.state != SurveyState.DRAFT:
        raise IllegalMove(_("已经发布的问卷不能再改，只能取消。"), legal=[])
    _check(survey.hall, asked, at=at)
    news = {
        "title": asked.title.strip()[:120], "about": asked.about.strip()[:2000],
        "closes_at": asked.closes_at, "form": _put(survey, asked, at=at),
    }  # fmt: skip
    timeline.append(survey, "revise", by=by, at=at, key=key, changes=news)


@transaction.atomic
def ask(survey: Survey, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Everybody may answer from now on; nothing of it is changed any more."""
    policy.require_moderator(by, survey.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(survey, key)
    if survey.closes_at <= at:
        raise Refusal(_("截止时间已经过了，请先改。"), code="over")
    entry = SURVEY.apply(survey, "ask", by=by, at=at, key=key, opened_at=at)
    telling.survey_news(survey, entry=entry, text=gettext_lazy("问卷开始了，不记名，自愿填。"))


@transaction.atomic
def reply(survey: Survey, raw: Mapping[str, Any], *, at: datetime, key: UUID) -> None:
    """Take one set of answers, from nobody in particular. The same `key` is one.

    Raises `BadAnswers` for answers that do not fit, `Refusal` for none at all."""
    found = _locked(survey)
    same = {"id": uuid5(key, found.ref), "district_id": found.district_id}
    if Reply.objects.filter(**same).exists():
        return
    if found.state != SurveyState.OPEN or at >= found.closes_at:
        raise IllegalMove(_("这份问卷已经截止，不能再填。"), legal=[])
    given = answers.validate(found.form.read(), raw, at=at)
    if not given:
        raise Refusal(_("一个问题也没有回答。至少答一个再交。"), code="empty")
    Reply.objects.create(**same, survey=found, answers=given)


@transaction.atomic
def close(survey: Survey, *, at: datetime) -> None:
    """The time is over: the answers are counted, and what each one said is dropped."""
    found = _locked(survey)
    if at < found.closes_at:
        raise IllegalMove(_("还没到截止时间，不能统计。"), legal=[])
    rows = Reply.objects.filter(district_id=found.district_id, survey=found)
    counted = tally.count(found.form.read(), list(rows.values_list("answers", flat=True)))
    due_at = clock.due(at, EXPLAINED, calendar.load(found.district_id)).at
    entry = SURVEY.apply(found, "close", by=None, at=at, due_at=due_at)
    own = Survey.objects.filter(district_id=found.district_id, pk=found.pk)
    own.update(tally=counted)  # past the timeline: what was written goes after a year
    rows.delete()
    telling.survey_news(found, entry=entry, text=gettext_lazy("问卷结果出来了。"))
    telling.tell_survey_unit(found, entry=entry, until=due_at.isoformat())


def close_due(district_id: int, *, at: datetime) -> int:
    """Close all whose time is over. Safe to repeat. Returns how many."""
    rows = Survey.objects.filter(
        district_id=district_id, state=SurveyState.OPEN, closes_at__lte=at
    )
    due = list(rows.whole())
    for survey in due:
        close(survey, at=at)
    return len(due)


@transaction.atomic
def call_off(
    survey: Survey, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is asked no longer, and what was answered is dropped uncounted."""
    policy.require_moderator(by, survey.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(survey, key)
    said = reason.strip()[:500]
    if not said:
        raise Refusal(_("取消问卷要写明原因。"), field="reason")
    SURVEY.apply(survey, "call_off", by=by, at=at, key=key, note=said, reason=said)
    Reply.objects.filter(district_id=survey.district_id, survey=survey).delete()


@transaction.atomic
def conclude(
    survey: Survey, *, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Say in public what was done with the result."""
    policy.require_moderator(by, survey.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(survey, key)
    SURVEY.require(survey, "conclude")
    said = text.strip()[:4000]
    if not said:
        raise Refusal(_("请写明结果怎么用了，大家都看得到。"), field="text")
    entry = SURVEY.apply(survey, "conclude", by=by, at=at, key=key, answer=said, answered_at=at)
    telling.survey_news(survey, entry=entry, text=said[:200])


def _locked(survey: Survey) -> Survey:
    """As it stands, until the transaction ends: nobody answers while it is counted."""
    rows = Survey.objects.select_for_update(of=("self",), no_key=True)
    found: Survey = rows.whole().get(district_id=survey.district_id, pk=survey.pk)
    return found


def _put(survey: Survey, asked: Asked, *, at: datetime) -> Any:
    made = questions.definition(f"SURVEY_{survey.ref}", asked.title.strip()[:120], asked.questions)
    return forms.put_form(survey.district_id, made, by=None, at=at)


def _check(hall: Hall, asked: Asked, *, at: datetime) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if hall.closed_on is not None and hall.closed_on <= timezone.localdate(at):
        raise Refusal(_("这个议事厅已经关闭。"), code="closed")
    if not asked.title.strip():
        raise Refusal(_("请写问卷的标题。"), field="title")
    if not asked.about.strip():
        raise Refusal(_("请写明为什么问、结果怎么用。"), field="about")
    if asked.closes_at <= at:
        raise Refusal(_("截止时间要晚于现在。"), field="closes_at")
    made = questions.definition("SURVEY", asked.title, asked.questions)
    if not any(one.kind in SELECTS for one in made.questions):
        raise Refusal(_("至少要有一个带选项的问题，才有可以公布的结果。"), field="questions")
