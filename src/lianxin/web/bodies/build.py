"""Fill the pages of bodies for who works in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy, queries
from lianxin.bodies.models import Body, BodyQuerySet, Election, Member, Point, Term, UnitMember
from lianxin.bodies.states import (
    JOINED,
    OPT_IN,
    TERM,
    BodyKind,
    ElectionState,
    Phase,
    Stage,
    TermState,
    phase,
    stage,
)
from lianxin.exchange import policy as exchange
from lianxin.kernel import timeline
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, PlaceKind, Role, User
from lianxin.web import history, paging
from lianxin.web.bodies import pages, showing
from lianxin.web.bodies.forms import (
    AdmitForm,
    AppointForm,
    BodyForm,
    ChangeForm,
    EndForm,
    JoinForm,
    LastDayForm,
    LayForm,
    ListForm,
    PledgeForm,
    PointForm,
    PollForm,
    ReasonForm,
    ReportForm,
    SwapForm,
)
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Deed, Kpi, Level, Link, Pager
from lianxin.web.respond import StaffRequest

MOST: Final = 500  # stewards and contact points on a page
BY_AGE: Final = Order("founded_at")
Forms = Mapping[str, Any]


def crumbs() -> list[Link]:
    return [Link(_("机构和协会"), reverse("bodies:home"))]


def home(request: StaffRequest) -> pages.Home:
    filters, on = ListForm(request.GET), timezone.localdate()
    visible = visible_bodies(request)
    found = narrowed(visible, filters.asked, late=request.GET.get("late", ""), on=on)
    page = paging.page(found.whole(), request.GET, order=BY_AGE, here="bodies:home")
    chairs, late = queries.chairs_on(page.rows, on=on), _late(visible, on=on)
    may = hosts_of(request.user).exists()
    return pages.Home(
        filters=filters,
        kpis=_kpis(visible, len(late)),
        rows=[_row(one, chairs.get(one.pk, ""), is_late=one.pk in late) for one in page.rows],
        pager=page.pager,
        new_url=reverse("bodies:new") if may else "",
        points_url=reverse("bodies:points"),
        export_url=paging.address("bodies:export", **filters.asked),
    )


def visible_bodies(request: StaffRequest) -> BodyQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def narrowed(
    found: BodyQuerySet, asked: dict[str, str], *, late: str = "", on: date
) -> BodyQuerySet:
    narrow = found.filter(**asked) if asked else found
    return narrow.filter(pk__in=_late(found, on=on)) if late else narrow


def _late(bodies: BodyQuerySet, *, on: date) -> set[Any]:
    """Those with a report that should have been there."""
    rows = Term.objects.filter(
        body__in=bodies.values("pk"), district__in=bodies.values("district")
    )
    return set(rows.unreported(on=on).values_list("body_id", flat=True))


def _kpis(visible: BodyQuerySet, late: int) -> list[Kpi]:
    told = visible.aggregate(**{kind.value: Count("pk", filter=Q(kind=kind)) for kind in BodyKind})
    kinds = [
        Kpi(
            str(kind.label), str(told[kind.value]),
            paging.address("bodies:home", kind=kind.value), icon="users",
        )
        for kind in BodyKind
        if told[kind.value]
    ]  # fmt: skip
    url = paging.address("bodies:home", late="1")
    level = Level.BAD if late else Level.GOOD
    return [*kinds, Kpi(_("履职报告未交"), str(late), url, icon="file-clock", level=level)]


def _row(one: Body, chair: str, *, is_late: bool) -> pages.Row:
    return pages.Row(
        url=reverse("bodies:body", args=[one.ref]),
        ref=one.ref,
        name=one.name,
        kind=str(BodyKind(one.kind).label),
        convener=one.convener.name,
        place=one.place.name,
        chair=chair,
        note=_("履职报告未交") if is_late else "",
        since=one.begun_on,
    )


def cells(one: Body, chair: str, units: int, people: int) -> list[Any]:
    """Of one row of Excel."""
    return [
        one.ref, one.name, str(BodyKind(one.kind).label), one.convener.name, one.place.name,
        one.begun_on.isoformat(), one.ended_on.isoformat() if one.ended_on else "", chair, units,
        people,
    ]  # fmt: skip


def hosts_of(user: User) -> QuerySet[Organisation]:
    """In whose name `user` may found a body: her own unit, or those where she coordinates."""
    on = timezone.localdate()
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    mine = Q(pk__in=exchange.units_of(user, on=on)) | Q(place__in=there.values("pk"))
    rows = Organisation.objects.filter(mine, district_id=user.district_id or 0, is_active=True)
    return rows.exclude(kind__in=["FIRM", "TEAM"]).order_by("name")


def all_units(district_id: int) -> QuerySet[Organisation]:
    return Organisation.objects.filter(district_id=district_id, is_active=True).order_by("name")


def body_form(request: StaffRequest, data: Any = None) -> BodyForm:
    places = Place.objects.filter(district_id=request.district.pk, is_active=True)
    wide = places.exclude(kind__in=[PlaceKind.GRID, PlaceKind.BUILDING])
    parents = visible_bodies(request).exclude(kind=BodyKind.GROUP).filter(ended_on__isnull=True)
    return BodyForm(
        data, conveners=hosts_of(request.user), places=wide.defer("shape").order_by("path"),
        parents=parents.order_by("name"), initial={"begun_on": timezone.localdate()},
    )  # fmt: skip


def new(form: BodyForm) -> pages.New:
    return pages.New(form=form, url=reverse("bodies:new"), crumbs=crumbs())


def body(request: StaffRequest, found: Body, *, forms: Forms | None = None) -> pages.Body:
    on = timezone.localdate()
    made = _Deeds(request.user, found, forms or {}, on=on)
    terms, members = queries.terms_of(found), queries.members_on(found, on=on)
    people = showing.people(members, made.of_member)
    label, level = showing.state(found, on=on)
    return pages.Body(
        ref=found.ref,
        name=found.name,
        about=found.about,
        state=label,
        level=level,
        ball=showing.ball(found, terms, on=on),
        facts=showing.facts(found, terms, on=on),
        officers=showing.officers(found, on=on),
        terms=showing.terms(terms, on=on, deeds=lambda one: made.of_term(one, terms)),
        units=showing.units(showing.unit_rows(found, on=on), made.of_unit),
        people=people,
        unnamed=len(members) - len(people),
        polls=showing.polls(showing.poll_rows(found), on=on, deeds=made.of_poll),
        deeds=list(made.of_body()),
        public_url=reverse("bodies:known", args=[found.ref]),
        members_url=reverse("bodies:members", args=[found.ref]),
        roster_url=reverse("bodies:roster", args=[found.ref]),
        bring_in_url=made.bring_in_url,
        moments=history.moments(timeline.of(found).order_by("-seq"), _verb, icons={}),
        crumbs=crumbs(),
    )


class _Deeds:
    """What somebody may do with a body and what belongs to it, on a day."""

    def __init__(self, user: User, found: Body, forms: Forms, *, on: date) -> None:
        self.user, self.body, self.forms, self.on = user, found, forms, on
        self.units = exchange.units_of(user, on=on)
        is_over = found.ended_on is not None and found.ended_on < on
        self.is_runner = not is_over and policy.runs(user, found, on=on)
        self.is_host = not is_over and policy.hosts(user, found.convener, on=on)

    def deed(
        self, name: str, label: Any, icon: str, form: Any, pk: Any = None, *, is_main: bool = False
    ) -> Deed:
        args = [self.body.ref] if pk is None else [self.body.ref, pk]
        sent = self.forms.get(name if pk is None else f"{name}_{pk}")
        anchor = name if pk is None else f"{name}-{pk}"
        url = reverse(f"bodies:{name}", args=args)
        return Deed(anchor, str(label), icon, url, sent or form, is_main)

    @property
    def bring_in_url(self) -> str:
        is_chosen = self.body.kind in JOINED or self.body.kind in OPT_IN
        may = self.is_runner and not is_chosen
        return reverse("bodies:bring_in", args=[self.body.ref]) if may else ""

    def of_body(self) -> Iterator[Deed]:
        found, on = self.body, self.on
        if found.kind in OPT_IN and found.ended_on is None:
            mine = all_units(found.district_id).filter(pk__in=self.units)
            if mine.exists():
                form: Keyed = AdmitForm(
                    units=mine, auto_id="id_admit_%s", initial={"starts_on": on}
                )
                yield self.deed("admit", _("替本单位加入"), "user-plus", form)
        if self.is_runner:
            yield from self._running()
        if self.is_host:
            form = EndForm(auto_id="id_end_%s", initial={"ended_on": on})
            yield self.deed("end", _("结束这个机构"), "circle-x", form)

    def _running(self) -> Iterator[Deed]:
        found, on = self.body, self.on
        units = all_units(found.district_id)
        today = {"starts_on": on}
        if found.kind not in JOINED and found.kind not in OPT_IN:
            form: Keyed = AdmitForm(units=units, auto_id="id_admit_%s", initial=today)
            yield self.deed("admit", _("接纳成员单位"), "user-plus", form)
        if found.kind in JOINED:
            yield self.deed("invite", _("邀请人加入"), "mail", JoinForm(auto_id="id_invite_%s"))
        else:
            form = AppointForm(units=units, auto_id="id_appoint_%s", initial=today)
            yield self.deed("appoint", _("聘请兼职委员"), "user-plus", form)
        if members := queries.units_on(found, on=on):
            form = LayForm(units=members, auto_id="id_lay_%s", initial=self._next())
            yield self.deed("lay", _("排轮值"), "calendar-plus", form)
        if found.kind in JOINED:
            yield self.deed("call", _("发起选举"), "vote", PollForm(auto_id="id_call_%s"))
        said = {"name": found.name, "about": found.about}
        form = ChangeForm(auto_id="id_change_%s", initial=said)
        yield self.deed("change", _("修改名称和介绍"), "pencil", form)

    def _next(self) -> dict[str, Any]:
        """Where the roster goes on."""
        terms = queries.terms_of(self.body)
        return {"starts_on": terms[-1].ends_on + showing.DAY if terms else self.on}

    def of_unit(self, row: UnitMember) -> Sequence[Deed]:
        if not self.is_runner and row.unit_id not in self.units:
            return ()
        form = LastDayForm(auto_id=f"id_release_{row.pk}_%s", initial={"ends_on": self.on})
        return [self.deed("release", _("退出机构"), "log-out", form, row.pk)]

    def of_member(self, row: Member) -> Sequence[Deed]:
        if not self.is_runner or self.body.kind in JOINED:
            return ()
        form = LastDayForm(auto_id=f"id_dismiss_{row.pk}_%s", initial={"ends_on": self.on})
        return [self.deed("dismiss", _("结束聘期"), "log-out", form, row.pk)]

    def of_term(self, one: Term, terms: Sequence[Term]) -> list[Deed]:
        return list(self._of_term(one, terms))

    def _of_term(self, one: Term, terms: Sequence[Term]) -> Iterator[Deed]:
        now = phase(one.starts_on, one.ends_on, on=self.on)
        is_chair = self.is_runner or one.unit_id in self.units
        if is_chair and now != Phase.COMING and TERM.allows(one.state, "report"):
            form: Keyed = ReportForm(
                auto_id=f"id_report_{one.pk}_%s", initial={"text": one.report}
            )
            yield self.deed("report", _("交履职报告"), "file-text", form, one.pk)
        if is_chair and now != Phase.OVER:
            form = PledgeForm(auto_id=f"id_pledge_{one.pk}_%s")
            yield self.deed("pledge", _("写一件任期承诺"), "list-plus", form, one.pk)
        if not self.is_runner:
            return
        if now == Phase.OVER and one.state == TermState.REPORTED:
            yield self.deed("close", _("结清任期"), "circle-check", Keyed(), one.pk)
        if now != Phase.OVER:
            form = LastDayForm(auto_id=f"id_move_{one.pk}_%s", initial={"ends_on": one.ends_on})
            yield self.deed("move", _("改最后一天"), "calendar-clock", form, one.pk)
        if now == Phase.COMING and (others := self._coming(one, terms)):
            form = swap_form(one, others, auto_id=f"id_swap_{one.pk}_%s")
            yield self.deed("swap", _("和另一任对调"), "arrow-left-right", form, one.pk)

    def _coming(self, one: Term, terms: Sequence[Term]) -> list[Any]:
        return [each.pk for each in terms if each.starts_on > self.on and each.pk != one.pk]

    def of_poll(self, one: Election) -> Sequence[Deed]:
        if not self.is_runner or one.state != ElectionState.CALLED:
            return ()
        form = ReasonForm(auto_id=f"id_call_off_{one.pk}_%s")
        found = [self.deed("call_off", _("取消选举"), "circle-x", form, one.pk)]
        if stage(one.nominate_until_on, one.vote_until_on, on=self.on) == Stage.COUNTING:
            found.insert(0, self.deed("count", _("计票"), "check-check", Keyed(), one.pk))
        return found


def swap_form(one: Term, others: Sequence[Any], **kwargs: Any) -> SwapForm:
    data = kwargs.pop("data", None)
    rows = Term.objects.filter(district_id=one.district_id, body=one.body_id, pk__in=others)
    return SwapForm(data, terms=rows.whole().order_by("starts_on"), **kwargs)


def _verb(name: str) -> str:
    told = {
        "found": _("成立"), "change": _("修改介绍"), "end": _("结束"), "admit": _("接纳成员单位"),
        "release": _("成员单位退出"), "appoint": _("聘请兼职委员"), "dismiss": _("聘期结束"),
        "lay": _("排了轮值"), "join": _("有人加入"), "leave": _("有人退出"),
        "give_office": _("任职"),
    }  # fmt: skip
    return str(told.get(name, name))


def points(request: StaffRequest, form: PointForm | None = None) -> pages.Points:
    """The stewards and contact points whom `request.user` may see: those of where she works."""
    on, user = timezone.localdate(), request.user
    rows = Point.objects.filter(district_id=request.district.pk)
    there = network.places_covered(user, *Role, on=on)
    units = exchange.units_of(user, on=on)
    mine = Q(host__in=units) | Q(unit__in=units) | Q(place__in=there.values("pk"))
    mine |= Q(user=user) | Q(unit__place__in=there.values("pk"))
    may = set(hosts_of(user).values_list("pk", flat=True))
    found = queries.live(rows.filter(mine), on=on).select_related("place", "unit", "host")
    deed = None
    if may:
        url = reverse("bodies:points")
        deed = Deed("point", _("聘请楼长或联络点"), "user-plus", url, form or point_form(request))
    return pages.Points(
        rows=[_point(one, may=may, user=user) for one in found.order_by("starts_on", "pk")[:MOST]],
        pager=Pager(),
        deed=deed,
        crumbs=crumbs(),
    )


def point_form(request: StaffRequest, data: Any = None) -> PointForm:
    on, district_id = timezone.localdate(), request.district.pk
    there = network.places_covered(request.user, *Role, on=on)
    buildings = there.filter(kind=PlaceKind.BUILDING, is_active=True).defer("shape")
    return PointForm(
        data, hosts=hosts_of(request.user), places=buildings.order_by("path"),
        units=all_units(district_id), initial={"starts_on": on},
    )  # fmt: skip


def _point(one: Point, *, may: set[Any], user: User) -> pages.PointRow:
    deed = None
    if one.host_id in may or one.user_id == user.pk:
        form = LastDayForm(
            auto_id=f"id_end_{one.pk}_%s", initial={"ends_on": timezone.localdate()}
        )
        url = reverse("bodies:end_point", args=[one.pk])
        deed = Deed(f"end-{one.pk}", _("任期结束"), "log-out", url, form)
    serves = one.place.name if one.place else one.unit.name if one.unit else ""
    return pages.PointRow(
        name=one.name, serves=serves, phone=one.phone or "", since=one.starts_on,
        until=one.ends_on, deed=deed,
    )  # fmt: skip
