"""Fill the pages of surveys, for everybody and for who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianxin.deliberation import policy, queries, questions, tally
from lianxin.deliberation.models import Hall, Reply, Survey, SurveyQuerySet
from lianxin.deliberation.states import SURVEY, SurveyState
from lianxin.deliberation.tally import Cell, Table
from lianxin.exchange import policy as exchange
from lianxin.kernel import timeline
from lianxin.network import queries as network
from lianxin.network.models import Role
from lianxin.web import history, paging
from lianxin.web.commitments import giving
from lianxin.web.deliberation import pages, survey_pages, words
from lianxin.web.deliberation.forms import CallOffForm
from lianxin.web.deliberation.survey_forms import AnswersForm, ConcludeForm, SurveyForm
from lianxin.web.following import chains, part
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Bar, Deed, Fact, Link
from lianxin.web.respond import Request, StaffRequest

LAST_FIRST: Final = Order("closes_at", is_descending=True)
LEVELS: Final = {
    SurveyState.DRAFT: "wait", SurveyState.OPEN: "", SurveyState.CLOSED: "wait",
    SurveyState.CONCLUDED: "good", SurveyState.CALLED_OFF: "quiet",
}  # fmt: skip
OWN: Final = {"draw_up": gettext_lazy("拟定问卷"), "revise": gettext_lazy("改了文字")}
Forms = Mapping[str, Any]


def public(request: Request) -> SurveyQuerySet:
    rows: SurveyQuerySet = Survey.objects.filter(district_id=request.district.pk)
    return rows.public()


def surveys(request: Request, hall: Hall | None) -> survey_pages.Surveys:
    rows = public(request).filter(hall=hall) if hall else public(request)
    page = paging.page(rows.whole(), request.GET, order=LAST_FIRST, here="deliberation:surveys")
    return survey_pages.Surveys(
        title=_("“%s”的问卷") % hall.name if hall else pgettext("list", "问卷"),
        rows=[_row(one, "deliberation:survey") for one in page.rows], pager=page.pager,
        new_url="", crumbs=words.crumbs(hall),
    )  # fmt: skip


def survey(request: Request, found: Survey, form: AnswersForm | None, *, is_answered: bool) -> Any:
    told = results(found)
    own = own_halls(request).filter(pk=found.hall_id).exists()
    listed = Link(pgettext("list", "问卷"), reverse("deliberation:surveys"))
    return survey_pages.Survey(
        **_head(found), form=form, is_answered=is_answered, results=told,
        none_told=_none_told(found, told), answer=_answer(found),
        table_url=reverse("deliberation:survey_table", args=[found.ref]) if told else "",
        follow=part.of(request, found), chain=chains.of(request, found),
        own_url=reverse("deliberation:desk_survey", args=[found.ref]) if own else "",
        here=found.ref, crumbs=[*words.crumbs(found.hall), listed],
    )  # fmt: skip


def desk_surveys(request: StaffRequest) -> survey_pages.Surveys:
    page = paging.page(
        visible(request).whole(), request.GET, order=LAST_FIRST, here="deliberation:desk_surveys"
    )
    return survey_pages.Surveys(
        title=pgettext("list", "问卷"),
        rows=[_row(one, "deliberation:desk_survey") for one in page.rows],
        pager=page.pager,
        new_url=reverse("deliberation:new_survey") if own_halls(request).exists() else "",
        crumbs=_crumbs()[:1],
    )  # fmt: skip


def visible(request: StaffRequest) -> SurveyQuerySet:
    """Those of one's halls, and of places one oversees."""
    on = timezone.localdate()
    there = network.places_covered(request.user, *policy.OVERSEEING, on=on)
    units = exchange.units_of(request.user, on=on)
    rows: SurveyQuerySet = Survey.objects.filter(district_id=request.district.pk)
    return rows.filter(Q(hall__unit__in=units) | Q(hall__place__in=there.values("pk")))


def own_halls(request: Request) -> QuerySet[Hall]:
    """In which one may ask: by the same rule as `policy.moderates`."""
    on = timezone.localdate()
    halls = queries.halls(request.district.pk, on=on)
    if not request.user.is_authenticated:
        return halls.none()
    there = network.places_covered(request.user, Role.DISPATCHER, Role.MANAGER, on=on)
    units = exchange.units_of(request.user, on=on)
    mine = Q(unit__in=units) | Q(place__in=there.values("pk"))
    return halls.filter(mine).order_by("name", "id")


def new(form: Keyed) -> pages.Sheet:
    return pages.Sheet(
        title=_("做一份问卷"),
        lede=_("不记名，自愿填。少于 5 人的格子不公布。截止后写明结果怎么用了。"),
        form=form, label=_("做问卷"), icon="file-plus", similar=[], crumbs=_crumbs(),
    )  # fmt: skip


def handled(request: StaffRequest, found: Survey, forms: Forms) -> survey_pages.Handled:
    told, is_public = results(found), found.state not in ("DRAFT", "CALLED_OFF")
    moderates = policy.moderates(request.user, found.hall, on=timezone.localdate())
    url = giving.url_for(request, "deliberation.survey", found.pk) if told else ""
    return survey_pages.Handled(
        **_head(found), deeds=_deeds(found, forms) if moderates else [],
        onward=[Link(_("写成公开承诺"), url)] if url else [],
        preview=AnswersForm(asked=found.form.read()), results=told,
        none_told=_none_told(found, told), written=_written(found) if moderates else [],
        public_url=reverse("deliberation:survey", args=[found.ref]) if is_public else "",
        chain=chains.of(request, found),
        moments=history.moments(list(timeline.of(found)), _verb, icons={}, good=("conclude",)),
        here=found.ref, crumbs=_crumbs(),
    )  # fmt: skip


def form_of(found: Survey, name: str, data: Any = None) -> Keyed:
    auto_id = f"id_{name}_%s"
    if name == "revise_survey":
        given = {
            "title": found.title, "about": found.about, "closes_at": found.closes_at,
            "questions": questions.written(found.form.read()),
        }  # fmt: skip
        return SurveyForm(data, initial=given, auto_id=auto_id)
    made = {"conclude": ConcludeForm, "call_off_survey": CallOffForm}.get(name, Keyed)
    return made(data, auto_id=auto_id)


def results(found: Survey) -> list[survey_pages.Result]:
    return [_result(one) for one in tally.tables(found.form.read(), found.tally)]


def cells(found: Survey) -> list[list[Any]]:
    """Of Excel: question, option, people, share, of how many answers."""
    return [
        [one.label, line.label, line.count, line.share, one.of]
        for one in tally.tables(found.form.read(), found.tally)
        for line in _lines(one)
    ]


def _row(one: Survey, name: str) -> survey_pages.Row:
    state = SurveyState(one.state)
    return survey_pages.Row(
        url=reverse(name, args=[one.ref]), ref=one.ref, title=one.title, state=str(state.label),
        level=LEVELS[state], hall=one.hall.name, closes_at=one.closes_at,
        is_over=one.closes_at <= timezone.now(),
    )  # fmt: skip


def _head(found: Survey) -> dict[str, Any]:
    state = SurveyState(found.state)
    return {
        "ref": found.ref, "title": found.title, "about": found.about, "state": str(state.label),
        "level": LEVELS[state], "ball": _ball(found), "facts": _facts(found),
    }  # fmt: skip


def _ball(found: Survey) -> Ball:
    unit = found.hall.unit.name
    if found.state == SurveyState.DRAFT:
        return Ball(unit, _("核对问题，发布。"), open_end=_("发布为止"))
    if found.state == SurveyState.OPEN:
        return Ball(_("愿意填的人"), _("不记名填写；截止后公布结果。"), due_at=found.closes_at)
    if found.state == SurveyState.CLOSED:
        return Ball(unit, _("写明结果怎么用了。"), due_at=found.due_at)
    if found.state == SurveyState.CALLED_OFF:
        return Ball(_("已取消"), found.reason, is_done=True)
    return Ball(_("已了结"), _("结果和用处一直公开。"), is_done=True)


def _facts(found: Survey) -> list[Fact]:
    hall_url = reverse("deliberation:hall", args=[found.hall.code])
    closes = f"{timezone.localtime(found.closes_at):%Y-%m-%d %H:%M}"
    return [
        Fact(_("议事厅"), found.hall.name, hall_url),
        Fact(_("谁在问"), found.hall.unit.name),
        Fact(_("已截止") if found.closes_at <= timezone.now() else _("截止时间"), closes),
        Fact(_("收到"), _("%d 份") % _replies(found)),
    ]


def _replies(found: Survey) -> int:
    if found.state != SurveyState.OPEN:
        return int(found.tally.get("n", 0))
    return Reply.objects.filter(district_id=found.district_id, survey=found).count()


def _none_told(found: Survey, told: list[Any]) -> str:
    is_over = found.state in (SurveyState.CLOSED, SurveyState.CONCLUDED)
    return _("不到 5 人填，不公布结果。") if is_over and not told else ""


def _answer(found: Survey) -> pages.Answer | None:
    if found.answered_at is None:
        return None
    unit = found.hall.unit.name
    return pages.Answer(_("已说明"), "good", found.answer, unit, found.answered_at)


def _result(one: Table) -> survey_pages.Result:
    note = _("可以选几项，加起来会多于 %d 份。") if one.is_many else _("共 %d 份。")
    rows = [
        (_label(cell), _count(cell, one), float(cell.count or 0))
        for cell in one.cells
    ]  # fmt: skip
    return survey_pages.Result(one.label, note % one.of, Bar.lengths(rows), _lines(one))


def _lines(one: Table) -> list[survey_pages.Line]:
    return [
        survey_pages.Line(
            _label(cell), _("不公布") if cell.count is None else str(cell.count),
            "" if cell.count is None else f"{100 * cell.count / one.of:.1f}%",
        )
        for cell in one.cells
    ]  # fmt: skip


def _label(cell: Cell) -> str:
    return cell.label or _("没有回答")


def _count(cell: Cell, one: Table) -> str:
    if cell.count is None:
        return _("人太少，不公布")
    said = {"count": cell.count, "share": f"{100 * cell.count / one.of:.1f}", "of": one.of}
    return _("%(count)d 人，占 %(share)s%%（共 %(of)d 份）") % said


def _written(found: Survey) -> list[survey_pages.Written]:
    texts = found.tally.get("texts", {})
    asked = found.form.read().by_name
    return [
        survey_pages.Written(str(asked[name].label), said) for name, said in texts.items() if said
    ]


def _deeds(found: Survey, forms: Forms) -> list[Deed]:
    def deed(name: str, move: str, icon: str, **kwargs: Any) -> Deed:
        url = reverse(f"deliberation:{name}", args=[found.ref])
        label = str(SURVEY.moves[move].label) if move in SURVEY.moves else _("修改")
        return Deed(name, label, icon, url, forms.get(name) or form_of(found, name), **kwargs)

    told = []
    if SURVEY.allows(found.state, "ask"):
        note = _("发布以后不能再改。填的人不用账号，也不留身份。")
        told.append(deed("ask", "ask", "megaphone", is_main=True, note=note))
        told.append(deed("revise_survey", "revise", "pencil"))
    if SURVEY.allows(found.state, "conclude"):
        told.append(deed("conclude", "conclude", "message-square-reply", is_main=True))
    if SURVEY.allows(found.state, "call_off"):
        told.append(deed("call_off_survey", "call_off", "x"))
    return told


def _verb(name: str) -> str:
    return str(SURVEY.moves[name].label) if name in SURVEY.moves else str(OWN.get(name, name))


def _crumbs() -> list[Link]:
    return [
        Link(_("议事厅"), reverse("deliberation:home")),
        Link(pgettext("list", "问卷"), reverse("deliberation:desk_surveys")),
    ]
