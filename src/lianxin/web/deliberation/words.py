"""How a topic and a ballot stand, in words that every page shares."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.deliberation.models import Ballot, Hall, Topic
from lianxin.deliberation.states import (
    BallotState,
    Outcome,
    Rule,
    TopicKind,
    TopicState,
)
from lianxin.web.deliberation import pages
from lianxin.web.parts import Ball, Fact, Link

LEVELS: Final = {
    TopicState.HANDED_IN: "wait", TopicState.OPEN: "", TopicState.HIDDEN: "quiet",
    TopicState.MERGED: "quiet", TopicState.WITHDRAWN: "quiet", TopicState.ANSWERED: "good",
    TopicState.DONE: "good",
}  # fmt: skip
BALLOT_LEVELS: Final = {
    BallotState.DRAFT: "wait", BallotState.OPEN: "", BallotState.COUNTED: "good",
    BallotState.CALLED_OFF: "quiet",
}  # fmt: skip
OUTCOME_LEVELS: Final = {
    Outcome.ADOPTED: "good", Outcome.PARTLY: "good", Outcome.NOT_ADOPTED: "quiet",
    Outcome.EXPLAINED: "",
}  # fmt: skip


def is_late(topic: Topic, *, at: datetime) -> bool:
    return topic.state == TopicState.OPEN and (topic.first_due_at or at) < at


def row(topic: Topic, *, url: str, at: datetime) -> pages.Row:
    late = is_late(topic, at=at)
    state = TopicState(topic.state)
    said = (
        _("答复逾期")
        if late
        else str(Outcome(topic.outcome).label if topic.outcome else state.label)
    )
    return pages.Row(
        url=url, ref=topic.ref, title=topic.title, kind=str(TopicKind(topic.kind).label),
        state=said, level="bad" if late else LEVELS[state], hall=topic.hall.name,
        unit=topic.unit.name, supports=topic.supports,
        due_at=topic.due_at if state == TopicState.OPEN else None, is_late=late,
    )  # fmt: skip


def late_note(topic: Topic, *, at: datetime) -> str:
    """What the public reads of an answer that is late, or was put off."""
    if topic.first_due_at is None or topic.due_at is None or topic.state != TopicState.OPEN:
        return ""
    first, now = (
        f"{timezone.localtime(one):%Y-%m-%d}" for one in (topic.first_due_at, topic.due_at)
    )
    if topic.due_at != topic.first_due_at:
        told = {"first": first, "now": now}
        return _("原定 %(first)s 前答复，延到 %(now)s。原因写在下面的经过里。") % told
    if is_late(topic, at=at):
        return _("应在 %s 前答复，已经逾期。") % first
    return ""


def ball(topic: Topic) -> Ball:
    state = TopicState(topic.state)
    if state == TopicState.HANDED_IN:
        return Ball(
            topic.hall.unit.name,
            _("看过就公开；不公开会写明原因"),
            open_end=_("尽快，不占答复的时间"),
        )
    if state == TopicState.OPEN:
        step = _("大家讨论、附议，单位正式答复并写明理由")
        return Ball(topic.unit.name, step, due_at=topic.due_at)
    if state == TopicState.ANSWERED and topic.outcome in (Outcome.ADOPTED, Outcome.PARTLY):
        return Ball(topic.unit.name, _("按答复办，办成了在这里公布"), open_end=_("见答复"))
    if state == TopicState.HIDDEN and topic.appealed_at is None:
        return Ball(topic.shown_as, _("可以请求再看一次"), open_end=_("没有期限"))
    return Ball(_("已了结"), _("不用再办"), is_done=True)


def facts(topic: Topic) -> list[Fact]:
    hall_url = reverse("deliberation:hall", args=[topic.hall.code])
    found = [
        Fact(_("提出人"), topic.shown_as), Fact(_("议事厅"), topic.hall.name, hall_url),
        Fact(pgettext("topic", "种类"), str(TopicKind(topic.kind).label)),
        Fact(_("答复单位"), topic.unit.name),
    ]  # fmt: skip
    if topic.shown_at:
        found.append(Fact(_("公开时间"), f"{timezone.localtime(topic.shown_at):%Y-%m-%d %H:%M}"))
    return found


def answer(topic: Topic) -> pages.Answer | None:
    if topic.answered_at is None:
        return None
    outcome = Outcome(topic.outcome)
    return pages.Answer(
        str(outcome.label), OUTCOME_LEVELS[outcome], topic.answer, topic.unit.name,
        topic.answered_at,
    )  # fmt: skip


def ballot_facts(ballot: Ballot, voted: int, may: int) -> list[Fact]:
    """The rules as they were stated before, and how many have voted of how many."""
    rules = _("最多选 %(most)d 项；%(rule)s") % {
        "most": ballot.most, "rule": str(Rule(ballot.rule).label),
    }  # fmt: skip
    opens, closes = (
        f"{timezone.localtime(one):%Y-%m-%d %H:%M}" for one in (ballot.opens_at, ballot.closes_at)
    )
    found = [
        Fact(_("怎么投"), _("无记名，用投票码") if ballot.is_secret else _("记名，用账号")),
        Fact(_("规则"), rules),
        Fact(_("时间"), f"{opens} – {closes}"),
    ]
    if ballot.quorum:
        found.append(Fact(_("至少多少人投票才有效"), str(ballot.quorum)))
    if ballot.state in (BallotState.OPEN, BallotState.COUNTED):
        of = _("发出 %d 个投票码") if ballot.is_secret else _("共 %d 个账号")
        found.append(Fact(_("已经投票"), f"{voted}（{of % may}）"))
    if ballot.reason:
        found.append(Fact(_("取消的原因"), ballot.reason))
    return found


def crumbs(hall: Hall | None = None) -> list[Link]:
    found = [
        Link(_("大厅"), reverse("town:home")),
        Link(_("议事厅"), reverse("deliberation:town")),
    ]
    if hall is not None:
        found.append(Link(hall.name, reverse("deliberation:hall", args=[hall.code])))
    return found
