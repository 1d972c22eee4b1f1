"""Fill the plan that both sides carry out: its milestones, and what may be done about each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.milestones import MilestoneState
from lianxin.introductions import policy, queries
from lianxin.introductions.models import Introduction, Milestone, Side
from lianxin.introductions.states import Stage
from lianxin.network.models import User
from lianxin.web.challenges.forms import NoteForm
from lianxin.web.challenges.pages import Stretch
from lianxin.web.challenges.words import STRETCHES
from lianxin.web.introductions import pages
from lianxin.web.introductions.forms import DoneForm, PlanForm, ReplanForm
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed

Forms = Mapping[str, Any]
Url = Callable[[Milestone, str], str]


def of_account(user: User, found: Introduction, *, forms: Forms) -> pages.Project:
    """As its two sides and the desk see it by account."""
    sides = queries.sides_of(found)
    ours = policy.standing(user, sides, on=timezone.localdate())

    def url(one: Milestone, verb: str) -> str:
        return reverse(f"introductions:{verb}", args=[found.ref, one.pk])

    return _project(found, sides, ours, url, forms, may_plan=True)


def of_link(found: Introduction, side: Side, code: str, *, forms: Forms) -> pages.Project:
    """As one side sees it by its link."""

    def url(one: Milestone, verb: str) -> str:
        return reverse("introductions:carry_out", args=[found.ref, code, one.pk, verb])

    ours = frozenset({side.number})
    return _project(found, queries.sides_of(found), ours, url, forms, may_plan=False)


def _project(
    found: Introduction,
    sides: list[Side],
    ours: frozenset[int],
    url: Url,
    forms: Forms,
    *,
    may_plan: bool,
) -> pages.Project:
    milestones = queries.milestones_of(found)
    done = sum(one.state == MilestoneState.ACCEPTED for one in milestones)
    is_done = any(one.is_final and one.state == MilestoneState.ACCEPTED for one in milestones)
    before = [
        one.title
        for one in milestones
        if not one.is_final and one.state != MilestoneState.ACCEPTED
    ]
    is_open = found.state != Stage.FELL_THROUGH and not is_done
    return pages.Project(
        stretches=[
            _stretch(one, list(_deeds(one, ours, url, forms, may_plan=may_plan)), before)
            if is_open
            else _stretch(one, [], [])
            for one in milestones
        ],
        told=_("%(done)d / %(all)d 个阶段已验收") % {"done": done, "all": len(milestones)}
        if milestones
        else "",
        is_done=is_done,
        plan=_plan(found, sides, milestones, forms) if may_plan and ours and is_open else None,
    )


def _stretch(one: Milestone, deeds: list[Deed], before: list[str]) -> Stretch:
    """`before`: what has to be accepted before the final report can be sent."""
    state, waits_for = MilestoneState(one.state), ""
    if one.is_final and before and state == MilestoneState.PLANNED:
        deeds = [deed for deed in deeds if deed.name != "report" or deed.form.is_bound]
        waits_for = _("还差：%s。这些都验收以后，再交总结报告。") % _("、").join(before)
    return Stretch(
        title=_("总结报告：%s") % one.title if one.is_final else one.title,
        text=one.text,
        due_on=one.due_on.isoformat(),
        pay="",
        paid="",
        state=str(state.label),
        level=STRETCHES[state],
        report=one.report,
        papers=(),
        deeds=deeds,
        who=one.side.name if one.side else _("双方一起"),
        waits_for=waits_for,
    )


def _deeds(
    one: Milestone, ours: frozenset[int], url: Url, forms: Forms, *, may_plan: bool
) -> Iterator[Deed]:
    def deed(verb: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        shown = forms.get(f"{verb}-{one.pk}") or form
        return Deed(verb, label, icon, url(one, verb), shown, is_main)

    told = f"id_%s_{one.pk}_%%s"
    if one.state == MilestoneState.PLANNED:
        if ours & policy.doers(one):
            done = DoneForm(auto_id=told % "report", initial={"text": one.report})
            yield deed("report", _("提交成果"), "upload", done, is_main=True)
        if may_plan and ours:
            again = {"title": one.title, "text": one.text, "due_on": one.due_on}
            plan = ReplanForm(auto_id=told % "replan", initial=again)
            yield deed("replan", _("改计划"), "pencil", plan)
    elif one.state == MilestoneState.REPORTED and ours - {one.reported_by}:
        yield deed("accept", _("验收"), "check", Keyed(auto_id=told % "accept"), is_main=True)
        note = NoteForm(auto_id=told % "send_back")
        yield deed("send_back", _("退回补充"), "undo-2", note)


def _plan(
    found: Introduction, sides: list[Side], milestones: list[Milestone], forms: Forms
) -> Deed:
    has_final = any(one.is_final for one in milestones)
    form = forms.get("plan") or PlanForm(sides=sides, has_final=has_final, auto_id="id_plan_%s")
    url = reverse("introductions:plan", args=[found.ref])
    return Deed("plan", _("加一个阶段"), "plus", url, form)
