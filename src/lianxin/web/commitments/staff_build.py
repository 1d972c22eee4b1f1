"""Fill the pages of who draws lists up, reports on promises and looks at comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.commitments import policy, queries
from lianxin.commitments.models import (
    Comment,
    Commitment,
    CommitmentQuerySet,
    Programme,
    ProgrammeQuerySet,
)
from lianxin.commitments.progress import Light
from lianxin.commitments.queries import Known
from lianxin.commitments.states import (
    COMMITMENT,
    PROGRAMME,
    CommentState,
    CommitmentState,
    Measure,
    ProgrammeState,
)
from lianxin.kernel import timeline
from lianxin.language import personal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.web import history, paging
from lianxin.web.cases.fields import Places, Units
from lianxin.web.commitments import build, forms, pages, town_build, words
from lianxin.web.commitments.forms import ListForm
from lianxin.web.due import end_of
from lianxin.web.following import chains, sources
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Deed, Kpi, Link
from lianxin.web.respond import StaffRequest

NEWEST_FIRST: Final = Order("starts_on", is_descending=True)
OLDEST_FIRST: Final = Order("said_at")
MOST: Final = 500  # promises in one list of all
Forms = Mapping[str, Any]


def crumbs() -> list[Link]:
    return [Link(_("公开承诺"), reverse("commitments:home"))]


def visible_lists(request: StaffRequest) -> ProgrammeQuerySet:
    on = timezone.localdate()
    return policy.programmes_visible_to(request.user, request.district.pk, on=on)


def visible(request: StaffRequest) -> CommitmentQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def home(request: StaffRequest) -> pages.Home:
    on, district_id = timezone.localdate(), request.district.pk
    lists, found = _lists(request)
    return pages.Home(
        kpis=_kpis(found),
        rows=[
            build.list_row(one, found[one.pk], url=reverse("commitments:managed", args=[one.ref]))
            for one in lists
        ],
        waiting=waiting_for(request.user, district_id).count(),
        new_url=reverse("commitments:new") if policy.can_draw_up(request.user, on=on) else "",
    )


def kpis(request: StaffRequest) -> list[Kpi]:
    """How many of each colour, of all that one may see."""
    _shown, found = _lists(request)
    return _kpis(found)


def _lists(request: StaffRequest) -> tuple[list[Programme], dict[UUID, list[Known]]]:
    rows = visible_lists(request).whole().order_by("-year", "kind", "-starts_on")
    lists = list(rows[:MOST])
    return lists, town_build.by_list(request.district.pk, lists)


def _kpis(found: Mapping[UUID, Sequence[Known]]) -> list[Kpi]:
    everything = [each for rows in found.values() for each in rows]
    urls = {light: paging.address("commitments:rows", light=light.value) for light in Light}
    return build.kpis(everything, urls)


def asked_rows(request: StaffRequest, filters: ListForm) -> list[Known]:
    """Those that the filters leave, the most urgent first."""
    on = timezone.localdate()
    rows = visible(request).select_related("owner", "programme__unit").order_by("due_on", "pk")
    if filters.asked.get("whose"):
        rows = rows.filter(owner__in=policy.units_of(request.user, on=on))
    if ref := filters.asked.get("list"):
        rows = rows.filter(programme__ref=ref)
    light = filters.asked.get("light")
    if light:
        rows = rows.public()
    found = queries.known(request.district.pk, rows[:MOST], on=on)
    return [each for each in found if light in (None, each.light)]


def rows(request: StaffRequest) -> pages.Rows:
    filters = ListForm(request.GET)
    return pages.Rows(
        filters=filters,
        url=reverse("commitments:rows"),
        rows=[
            build.row(each, url=build.own_url(each.row)) for each in asked_rows(request, filters)
        ],
        export_url=paging.address("commitments:export", **filters.asked),
        crumbs=crumbs(),
    )


def units_of(user: User) -> QuerySet[Organisation]:
    """In whose name `user` may draw a list up."""
    on = timezone.localdate()
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    own = network.units_of(user, Role.UNIT_LEAD, on=on)
    units = Organisation.objects.filter(district_id=user.district_id or 0, is_active=True)
    kinds = ("DISPATCH_CENTRE", "STREET_OFFICE", "COMMUNITY", "DEPARTMENT", "CAMPUS")
    overseen = Q(place__in=there.values("pk"), kind__in=kinds)
    return units.filter(overseen | Q(pk__in=own.values("pk"))).order_by("kind", "name")


def new(form: forms.ProgrammeForm) -> pages.New:
    return pages.New(
        form=form, heading=_("拟一份承诺清单"),
        note=_("先拟定，再逐条添加或从 Excel 导入；公布以前，只有经办的人看得到。"),
        label=_("开始拟定"), icon="file-plus", names=(), crumbs=crumbs(),
    )  # fmt: skip


def managed(request: StaffRequest, one: Programme, *, sent: Forms | None = None) -> pages.Managed:
    on = timezone.localdate()
    rows = visible(request).filter(programme=one).select_related("owner", "programme__unit")
    found = queries.known(one.district_id, rows.order_by("number"), on=on)
    state = ProgrammeState(one.state)
    urls = {
        light: paging.address("commitments:rows", light=light.value, list=one.ref)
        for light in Light
    }
    looks_after = policy.looks_after(request.user, one, on=on)
    return pages.Managed(
        ref=one.ref,
        title=one.title,
        about=one.about,
        state=str(state.label),
        level=words.LIST_LEVELS[state],
        ball=_ball(one, found),
        facts=build.facts_of(one),
        kpis=build.kpis(
            [each for each in found if each.row.state != CommitmentState.PLANNED], urls
        ),
        chapters=build.chapters(
            (each.row.chapter, build.row(each, url=build.own_url(each.row))) for each in found
        ),
        bases=build.bases(one),
        deeds=list(_deeds(one, sent or {})) if looks_after else [],
        links=_links(one, is_own=looks_after),
        unit_names=Units(one.district_id).labels if looks_after else (),
        moments=history.moments(timeline.of(one).order_by("-seq"), _verb, icons=words.VERB_ICONS),
        here=one.ref,
        crumbs=crumbs(),
    )


def _verb(verb: str) -> str:
    return str(words.VERBS.get(verb, verb))


def _ball(one: Programme, found: Sequence[Known]) -> Ball:
    if one.state == ProgrammeState.DRAFT:
        step = _("逐条核对，公布。") if found else _("添加承诺，或者从 Excel 导入。")
        return Ball(one.unit.name, step, open_end=_("公布为止"))
    if one.state == ProgrammeState.ENDED:
        return Ball(_("已收官"), _("结果一直公开。"), is_done=True)
    waiting = sum(each.row.state == CommitmentState.DONE for each in found)
    left = sum(each.row.state != CommitmentState.SETTLED for each in found)
    if waiting:
        return Ball(
            one.unit.name, _("有 %d 件报了完成，核对佐证，认定结果。") % waiting,
            open_end=_("认定为止"),
        )  # fmt: skip
    if left:
        step = _("各责任单位报进展；还有 %d 件没有结果。") % left
        return Ball(_("各责任单位"), step, due_at=end_of(one.ends_on))
    return Ball(one.unit.name, _("全部有了结果，可以收官。"), open_end=_("随时可以"))


def _links(one: Programme, *, is_own: bool) -> list[Link]:
    found = []
    if one.state != ProgrammeState.DRAFT:
        found.append(Link(_("公开页"), town_build.list_url(one)))
        found.append(Link(_("导出表格"), reverse("commitments:sheet", args=[one.ref, "xlsx"])))
    if is_own and one.state != ProgrammeState.ENDED:
        found.append(Link(_("从 Excel 导入"), reverse("commitments:bring_in", args=[one.ref])))
    return found


def _deeds(one: Programme, sent: Forms) -> Iterator[Deed]:
    def deed(name: str, label: Any, icon: str, form: Keyed, **kwargs: Any) -> Deed:
        url = reverse(f"commitments:{name}", args=[one.ref])
        return Deed(name, str(label), icon, url, sent.get(name) or form, **kwargs)

    if one.state == ProgrammeState.DRAFT:
        note = _("公布以后，每件的内容、目标和时限作为原件保留，改动都会公开。")
        label = PROGRAMME.moves["publish"].label
        yield deed("publish", label, "megaphone", Keyed(), is_main=True, note=note)
    if one.state != ProgrammeState.ENDED:
        form: Keyed = forms.PromiseForm(district=one.district, auto_id="id_add_%s")
        yield deed("add", _("添加一件"), "file-plus", form)
        form = forms.BaseForm(district=one.district, auto_id="id_base_%s")
        yield deed("add_base", _("加进参加的单位和基地"), "layers", form)
    if one.state == ProgrammeState.PUBLISHED:
        note = _("每件都认定了结果、附了佐证，才能收官。")
        yield deed("end", PROGRAMME.moves["end"].label, "flag", Keyed(), note=note)


def own(request: StaffRequest, row: Commitment, *, sent: Forms | None = None) -> pages.Own:
    on = timezone.localdate()
    found = queries.one_known(row, on=on)
    steward = policy.looks_after(request.user, row.programme, on=on)
    works = steward or policy.reports(request.user, row, on=on)
    given = sent or {}
    deeds = [
        *(_working(found, given) if works else ()), *(_judging(found, given) if steward else ()),
    ]  # fmt: skip
    is_public = row.state != CommitmentState.PLANNED
    return pages.Own(
        **build.known(found, is_public=False),
        deeds=deeds,
        onward=_onward(row) if works else [],
        public_url=build.public_url(row) if is_public else "",
        chain=chains.of(request, row),
        place_names=Places(row.district_id).labels if works else (),
        here=row.ref,
        crumbs=[
            *crumbs(),
            Link(row.programme.title, reverse("commitments:managed", args=[row.programme.ref])),
        ],
    )


def _onward(row: Commitment) -> list[Link]:
    url = sources.url("gatherings:propose", "commitments.commitment", row.pk)
    return [Link(_("提交会议商量"), url)]


def _deed_of(row: Commitment, sent: Forms) -> Any:
    def deed(name: str, label: Any, icon: str, form: Keyed, **kwargs: Any) -> Deed:
        url = reverse(f"commitments:{name}", args=[row.ref])
        return Deed(name, str(label), icon, url, sent.get(name) or form, **kwargs)

    return deed


def _working(found: Known, sent: Forms) -> Iterator[Deed]:
    """What the owner does."""
    row, deed = found.row, _deed_of(found.row, sent)
    if row.state == CommitmentState.RUNNING:
        is_whole = found.percent == 100  # noqa: PLR2004  percent
        if is_whole:
            form: Keyed = forms.FinishForm(auto_id="id_finish_%s")
            yield deed("finish", COMMITMENT.moves["finish"].label, "check", form, is_main=True)
        if forms.open_steps(row).exists():
            form = forms.ReachForm(of=row, auto_id="id_reach_%s")
            yield deed("reach", _("达成一步"), "flag", form, is_main=not is_whole)
        if forms.open_sites(row).exists():
            form = forms.BuildForm(of=row, auto_id="id_build_%s")
            yield deed("build_site", _("建成一处"), "map-pin", form)
        form = forms.ReportForm(of=row, auto_id="id_report_%s")
        yield deed("report", _("报进展"), "message-square", form)
    if row.state in (CommitmentState.PLANNED, CommitmentState.RUNNING):
        form = forms.MilestoneForm(auto_id="id_step_%s")
        yield deed("add_milestone", _("列出一步"), "list-checks", form)
        if row.measure == Measure.SITES:
            form = forms.SiteForm(district=row.district, auto_id="id_site_%s")
            yield deed("add_site", _("列出点位"), "map-pin", form)


def _judging(found: Known, sent: Forms) -> Iterator[Deed]:
    """What only who looks after the list does."""
    row, deed = found.row, _deed_of(found.row, sent)
    if COMMITMENT.allows(row.state, "settle"):
        is_done = row.state == CommitmentState.DONE
        form: Keyed = forms.SettleForm(auto_id="id_settle_%s")
        label = COMMITMENT.moves["settle"].label
        yield deed("settle", label, "stamp", form, is_main=is_done)
    if COMMITMENT.allows(row.state, "send_back"):
        form = forms.SendBackForm(auto_id="id_back_%s")
        yield deed("send_back", COMMITMENT.moves["send_back"].label, "undo-2", form)
    if row.state != CommitmentState.SETTLED:
        given = {"title": row.title, "target": row.target, "due_on": row.due_on}
        form = forms.ChangeForm(initial=given, auto_id="id_change_%s")
        yield deed("change", _("改动承诺"), "pencil", form)


def waiting_for(user: User, district_id: int) -> QuerySet[Comment]:
    """Comments that `user` is to look at, and shown ones that her unit has not answered."""
    on = timezone.localdate()
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    leads = network.units_of(user, Role.UNIT_LEAD, on=on)
    looks = Q(commitment__programme__place__in=there.values("pk")) | Q(
        commitment__programme__unit__in=leads.values("pk")
    )
    owns = Q(commitment__owner__in=policy.units_of(user, on=on))
    rows: QuerySet[Comment] = Comment.objects.filter(district_id=district_id)
    return rows.filter(
        (Q(state=CommentState.WAITING) & looks)
        | (Q(state=CommentState.SHOWN, answer="") & (looks | owns))
    )


def comments(request: StaffRequest, *, sent: Forms | None = None) -> pages.Comments:
    rows = waiting_for(request.user, request.district.pk)
    page = paging.page(
        rows.select_related(
            "commitment__programme__unit", "commitment__programme__place", "commitment__owner"
        ).defer("commitment__programme__place__shape"),
        request.GET, order=OLDEST_FIRST, here="commitments:comments",
    )  # fmt: skip
    return pages.Comments(
        rows=[_waiting(request.user, row, sent or {}) for row in page.rows],
        pager=page.pager,
        crumbs=crumbs(),
    )


def _waiting(user: User, row: Comment, sent: Forms) -> pages.Waiting:
    spans = personal.find_personal(row.text)
    found = _("、").join(dict.fromkeys(row.text[one.start : one.end] for one in spans))
    return pages.Waiting(
        subject=row.commitment.title,
        url=build.own_url(row.commitment),
        name=row.name,
        text=row.text,
        at=row.said_at,
        found=_("可能有个人信息：%s") % found if found else "",
        deeds=list(_deciding(user, row, sent)),
    )


def _deciding(user: User, row: Comment, sent: Forms) -> Iterator[Deed]:
    def deed(name: str, label: Any, icon: str, form: type[Keyed], *, is_main: bool) -> Deed:
        url, key = reverse(f"commitments:{name}", args=[row.pk]), f"{name}-{row.pk}"
        made = sent.get(key) or form(auto_id=f"id_{key}_%s")
        return Deed(key, str(label), icon, url, made, is_main=is_main)

    on = timezone.localdate()
    if policy.looks_after(user, row.commitment.programme, on=on):
        if row.state == CommentState.WAITING:
            yield deed("show", _("公开这条意见"), "eye", Keyed, is_main=True)
        yield deed("hide", _("不公开"), "eye-off", forms.HideForm, is_main=False)
    if row.state == CommentState.SHOWN:
        yield deed("answer", _("答复"), "message-circle-reply", forms.AnswerForm, is_main=True)
