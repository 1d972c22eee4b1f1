"""Fill the pages of those who moderate and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.deliberation import policy, queries
from lianxin.deliberation.models import Ballot, Remark, Topic, TopicQuerySet
from lianxin.deliberation.states import (
    AGREED,
    BALLOT,
    REMARK,
    TOPIC,
    BallotState,
    TopicState,
)
from lianxin.exchange import policy as exchange
from lianxin.language import personal
from lianxin.network.models import Organisation, OrganisationKind, Place, PlaceKind
from lianxin.web import paging
from lianxin.web.commitments import giving
from lianxin.web.deliberation import build, pages, words
from lianxin.web.deliberation.forms import (
    AnswerForm,
    BallotForm,
    CallOffForm,
    CodesForm,
    ExtendForm,
    HallForm,
    HideForm,
    ListForm,
    MergeForm,
    NoteForm,
    ReasonForm,
    ShowForm,
)
from lianxin.web.following import chains
from lianxin.web.gatherings import proposing
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Kpi, Level, Link
from lianxin.web.respond import StaffRequest

ANSWERING: Final = (
    OrganisationKind.STREET_OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.COMMUNITY,
)  # fmt: skip
PARTS: Final[dict[str, type[Keyed]]] = {
    "show_remark": Keyed, "hide_remark": ReasonForm, "hand_out": CodesForm, "open_ballot": Keyed,
    "call_off": CallOffForm,
}  # fmt: skip
Forms = Mapping[str, Any]


def home(request: StaffRequest) -> pages.Home:
    filters = ListForm(request.GET)
    visible = visible_topics(request)
    page = paging.page(
        narrowed(request, filters.asked).whole(), request.GET, order=build.NEWEST_FIRST,
        here="deliberation:home",
    )  # fmt: skip
    now = timezone.now()
    return pages.Home(
        filters=filters, kpis=kpis(visible),
        rows=[
            words.row(one, url=reverse("deliberation:handled", args=[one.ref]), at=now)
            for one in page.rows
        ],
        pager=page.pager,
        new_url=reverse("deliberation:new") if _units(request).exists() else "",
        export_url=paging.address("deliberation:export", **filters.asked),
    )  # fmt: skip


def visible_topics(request: StaffRequest) -> TopicQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def narrowed(request: StaffRequest, asked: dict[str, str]) -> TopicQuerySet:
    found = visible_topics(request)
    return found.filter(**asked) if asked else found


def cells(one: Topic) -> list[Any]:
    """Of one row of Excel."""
    row = words.row(one, url="", at=timezone.now())
    times = [
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
        for at in (one.first_due_at, one.due_at, one.answered_at)
    ]
    return [
        row.ref, row.title, row.kind, row.state, row.hall, row.unit, row.supports, *times,
        one.answer,
    ]  # fmt: skip


def hall_form(request: StaffRequest, data: Any) -> HallForm:
    places = Place.objects.filter(
        district_id=request.district.pk, is_active=True,
        kind__in=[PlaceKind.COMMUNITY, PlaceKind.STREET],
    )  # fmt: skip
    return HallForm(data, places=places.defer("shape").order_by("path"), units=_units(request))


def new(form: HallForm) -> pages.Sheet:
    return pages.Sheet(
        title=_("开一个议事厅"), lede=_("写明议什么、什么不公开。主持单位负责看和答复。"),
        form=form,
        label=_("开议事厅"), icon="plus", similar=[], crumbs=_crumbs(),
    )  # fmt: skip


def handled(request: StaffRequest, found: Topic, forms: Forms) -> pages.Handled:
    on = timezone.localdate()
    moderates = policy.moderates(request.user, found.hall, on=on)
    said = f"{found.title}\n{found.text}"
    spans = personal.find_personal(said) if found.state == TopicState.HANDED_IN else []
    remarks = list(queries.remarks_of(found))
    for one in remarks:
        one.topic = found
    return pages.Handled(
        ref=found.ref, title=found.title, text=found.text,
        state=str(TopicState(found.state).label), level=words.LEVELS[TopicState(found.state)],
        flagged=[said[span.start : span.end] for span in spans], ball=words.ball(found),
        facts=words.facts(found), deeds=_deeds(request, found, forms, moderates=moderates),
        onward=_onward(request, found),
        ballots=[
            build.ballot_row(one, deeds=_ballot_deeds(found, one, forms) if moderates else [])
            for one in queries.ballots_of(found)
        ],
        remarks=[
            build.remark(one, deeds=_remark_deeds(found, one, forms) if moderates else [])
            for one in remarks
        ],
        chain=chains.of(request, found), moments=build.moments(found, is_inner=True),
        here=found.ref, crumbs=_crumbs(),
    )  # fmt: skip


def _onward(request: StaffRequest, found: Topic) -> list[Link]:
    """Where something may come of it."""
    if found.state not in (TopicState.OPEN, TopicState.ANSWERED, TopicState.DONE):
        return []
    of = ("deliberation.topic", found.pk)
    ways = (
        (_("提交会议商量"), proposing.url_for(request, *of)),
        (_("写成公开承诺"), giving.url_for(request, *of)),
    )
    return [Link(label, url) for label, url in ways if url]


def form_of(found: Topic, name: str, data: Any = None) -> Keyed:
    auto_id = f"id_{name}_%s"
    units = _answering(found)
    others = [(one.ref, f"{one.title}（{one.ref}）") for one in queries.others(found)]
    made: dict[str, Callable[[], Keyed]] = {
        "show": lambda: ShowForm(
            data, units=units, auto_id=auto_id, initial={"unit": found.unit_id}
        ),
        "hide": lambda: HideForm(data, auto_id=auto_id),
        "merge": lambda: MergeForm(data, others=others, auto_id=auto_id),
        "answer": lambda: AnswerForm(data, auto_id=auto_id),
        "extend": lambda: ExtendForm(data, auto_id=auto_id),
        "finish": lambda: NoteForm(data, auto_id=auto_id),
        "set_up": lambda: BallotForm(data, auto_id=auto_id),
    }
    return made[name]()


def ballot_form(name: str, pk: UUID, data: Any = None) -> Keyed:
    return PARTS[name](data, auto_id=f"id_{name}_{pk}_%s")


def _deeds(request: StaffRequest, found: Topic, forms: Forms, *, moderates: bool) -> list[Deed]:
    may_answer = moderates or policy.answers(request.user, found, on=timezone.localdate())
    told = []

    def add(name: str, label: str, icon: str, *, is_main: bool = False) -> None:
        form = forms.get(name) or form_of(found, name)
        url = reverse(f"deliberation:{name}", args=[found.ref])
        told.append(Deed(name, label, icon, url, form, is_main=is_main))

    if moderates and TOPIC.allows(found.state, "show"):
        add("show", _("公开"), "eye", is_main=True)
    if may_answer and TOPIC.allows(found.state, "answer"):
        add("answer", _("正式答复"), "message-square-reply", is_main=True)
        add("extend", _("延期"), "clock")
    if may_answer and TOPIC.allows(found.state, "finish") and found.outcome in AGREED:
        add("finish", _("已落实"), "check", is_main=True)
    if moderates and found.state == TopicState.OPEN:
        add("set_up", _("准备一次投票"), "vote")
    if moderates and TOPIC.allows(found.state, "merge") and queries.others(found).exists():
        add("merge", _("合并"), "merge")
    if moderates and TOPIC.allows(found.state, "hide"):
        add("hide", _("不公开"), "eye-off")
    return told


def _ballot_deeds(found: Topic, one: Ballot, forms: Forms) -> list[Deed]:
    told = []
    if one.state == BallotState.DRAFT and one.is_secret:
        told.append(
            _part_deed(found, one.pk, "hand_out", label=_("发投票码"), icon="ticket", forms=forms)
        )
    if BALLOT.allows(one.state, "open") and (one.codes or not one.is_secret):
        told.append(
            _part_deed(found, one.pk, "open_ballot", label=_("开始投票"), icon="play", forms=forms)
        )
    if BALLOT.allows(one.state, "call_off"):
        told.append(
            _part_deed(found, one.pk, "call_off", label=_("取消投票"), icon="x", forms=forms)
        )
    return told


def _remark_deeds(found: Topic, one: Remark, forms: Forms) -> list[Deed]:
    told = []
    if REMARK.allows(one.state, "show"):
        told.append(
            _part_deed(found, one.pk, "show_remark", label=_("公开"), icon="eye", forms=forms)
        )
    if REMARK.allows(one.state, "hide"):
        told.append(
            _part_deed(
                found, one.pk, "hide_remark", label=_("不公开"), icon="eye-off", forms=forms
            )
        )
    return told


def _part_deed(found: Topic, pk: UUID, name: str, *, label: str, icon: str, forms: Forms) -> Deed:
    url = reverse(f"deliberation:{name}", args=[found.ref, pk])
    form = forms.get(f"{name}_{pk}") or ballot_form(name, pk)
    return Deed(f"{name}-{pk}", label, icon, url, form)


def kpis(visible: TopicQuerySet) -> list[Kpi]:
    told = visible.aggregate(**{one.value: Count("pk", filter=Q(state=one)) for one in TopicState})
    late = queries.overdue(visible, at=timezone.now()).count()
    shown = (TopicState.HANDED_IN, TopicState.OPEN, TopicState.ANSWERED, TopicState.DONE)
    return [
        *(
            Kpi(
                str(one.label), str(told[one.value]),
                paging.address("deliberation:home", state=one.value), icon="messages-square",
            )
            for one in shown
        ),
        Kpi(
            _("答复逾期"), str(late), reverse("deliberation:overdue"), icon="clock-alert",
            level=Level.BAD if late else Level.PLAIN,
        ),
    ]  # fmt: skip


def _units(request: StaffRequest) -> QuerySet[Organisation]:
    """For which one may open a hall."""
    on = timezone.localdate()
    units = Organisation.objects.filter(
        district_id=request.district.pk, is_active=True, kind__in=ANSWERING
    )
    if not exchange.coordinates(request.user, None, on=on):
        units = units.filter(pk__in=exchange.units_of(request.user, on=on))
    return units.select_related("place").defer("place__shape").order_by("name")


def _answering(found: Topic) -> QuerySet[Organisation]:
    units = Organisation.objects.filter(district_id=found.district_id, is_active=True)
    return units.filter(Q(kind__in=ANSWERING) | Q(pk=found.unit_id)).order_by("name")


def _crumbs() -> list[Link]:
    return [Link(_("议事厅"), reverse("deliberation:home"))]
