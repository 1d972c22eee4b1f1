"""Fill the pages of bodies for everybody, and for their members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy, queries
from lianxin.bodies.models import Body, BodyQuerySet, Election, Member, SignUp, Vote
from lianxin.bodies.states import JOINED, BodyKind, ElectionState, Stage, stage
from lianxin.kernel import privacy
from lianxin.web import paging
from lianxin.web.bodies import pages, showing
from lianxin.web.bodies.chart import chart
from lianxin.web.bodies.forms import JoinForm, StandForm, VoteForm
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Deed, Link, Tab
from lianxin.web.respond import Request

BY_AGE: Final = Order("founded_at")
SIZE: Final = 30
Forms = Mapping[str, Any]


def town(request: Request) -> pages.Town:
    on = timezone.localdate()
    bodies = policy.public(request.district.pk).live(on=on)
    kind = request.GET.get("kind", "")
    asked = kind if kind in BodyKind.values else ""
    shown = bodies.filter(kind=asked) if asked else bodies
    page = paging.page(shown.whole(), request.GET, order=BY_AGE, here="bodies:town", size=SIZE)
    chairs = queries.chairs_on(page.rows, on=on)
    nodes, lines, height = chart(list(bodies.whole().order_by("begun_on", "pk")))
    return pages.Town(
        tabs=_tabs(bodies, asked),
        rows=[_row(one, chairs.get(one.pk, "")) for one in page.rows],
        pager=page.pager,
        nodes=nodes,
        height=height,
        chart=lines,
        shapes_url=paging.address("bodies:shapes", kind=asked),
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )


def _tabs(bodies: BodyQuerySet, asked: str) -> list[Tab]:
    told = dict(bodies.order_by().values_list("kind").annotate(n=Count("pk")))

    def tab(code: str, label: str, count: int) -> Tab:
        url = paging.address("bodies:town", kind=code)
        return Tab(label, url, is_current=code == asked, count=count)

    return [
        tab("", _("全部类型"), sum(told.values())),
        *(tab(one.value, str(one.label), told[one.value]) for one in BodyKind if one in told),
    ]


def _row(one: Body, chair: str) -> pages.TownRow:
    return pages.TownRow(
        url=reverse("bodies:known", args=[one.ref]),
        name=one.name,
        kind=str(BodyKind(one.kind).label),
        about=one.about,
        chair=chair,
        place=one.place.name,
    )


def known(request: Request, body: Body) -> pages.Known:
    on = timezone.localdate()
    terms, members = queries.terms_of(body), queries.members_on(body, on=on)
    label, level = showing.state(body, on=on)
    people = showing.people(members)
    member = queries.member_of(body, request.user, on=on)
    is_open = body.kind in JOINED and body.ended_on is None
    works = policy.visible_to(request.user, body.district_id, on=on).filter(pk=body.pk)
    return pages.Known(
        ref=body.ref,
        name=body.name,
        about=body.about,
        state=label,
        level=level,
        ball=showing.ball(body, terms, on=on),
        facts=showing.facts(body, terms, on=on),
        officers=showing.officers(body, on=on),
        terms=showing.terms(terms, on=on),
        units=showing.units(showing.unit_rows(body, on=on)),
        people=people,
        unnamed=len(members) - len(people),
        polls=showing.polls(showing.poll_rows(body), on=on),
        parts=_parts(body),
        join_url=reverse("bodies:join", args=[body.ref]) if is_open and not member else "",
        mine_url=mine_url(member) if member else "",
        own_url=reverse("bodies:body", args=[body.ref]) if works.exists() else "",
        title=body.name,
        here=body.name,
        crumbs=crumbs(),
    )


def _parts(body: Body) -> list[Link]:
    """The body it belongs to, and the groups within."""
    rows = Body.objects.filter(district_id=body.district_id, parent=body, ended_on__isnull=True)
    found = [*([body.parent] if body.parent else []), *rows.order_by("begun_on", "pk")]
    return [Link(one.name, reverse("bodies:known", args=[one.ref])) for one in found]


def join(body: Body, form: JoinForm, *, is_known: bool) -> pages.Join:
    return pages.Join(
        name=body.name, about=body.about, form=form, is_known=is_known, crumbs=crumbs(body)
    )


def sent(body: Body, waiting: SignUp) -> pages.Sent:
    until = timezone.localdate(waiting.expires_at)
    return pages.Sent(name=body.name, until=until, crumbs=crumbs(body))


def confirm(waiting: SignUp, token: str, form: Keyed) -> pages.Confirm:
    return pages.Confirm(
        name=waiting.body.name,
        about=waiting.body.about,
        who=waiting.name,
        url=reverse("bodies:confirm", args=[token]),
        decline_url=reverse("bodies:decline", args=[token]),
        form=form,
        crumbs=crumbs(waiting.body),
    )


def mine(member: Member, forms: Forms) -> pages.Mine:
    on, body = timezone.localdate(), member.body
    is_in = member.ends_on is None or member.ends_on >= on
    leave = Deed("leave", _("退出"), "log-out", _address("leave", member), Keyed())
    return pages.Mine(
        name=body.name,
        shown_as=member.shown_as,
        since=member.starts_on,
        leave=leave if is_in else None,
        groups=_groups(member, forms) if is_in else [],
        polls=_polls(member, forms, on=on) if is_in else [],
        public_url=reverse("bodies:known", args=[body.ref]),
        crumbs=crumbs(body),
    )


def _groups(member: Member, forms: Forms) -> list[tuple[str, str, bool, Deed]]:
    rows = Body.objects.filter(
        district_id=member.district_id, parent=member.body_id, kind=BodyKind.GROUP,
        ended_on__isnull=True,
    )  # fmt: skip
    told = []
    for group in rows.order_by("begun_on", "pk"):
        if within := queries.again_in(group, member):
            url = _address("leave", within)
            deed = Deed("leave", _("退出这个小组"), "log-out", url, Keyed())
        else:
            name, url = f"join_{group.ref}", _address("join_group", member, group.ref)
            deed = Deed(name, _("加入这个小组"), "user-plus", url, forms.get(name) or Keyed())
        told.append((group.name, group.about, within is not None, deed))
    return told


def _polls(member: Member, forms: Forms, *, on: Any) -> list[pages.Poll]:
    rows = [one for one in showing.poll_rows(member.body) if one.state != ElectionState.CALLED_OFF]
    voted = set(
        Vote.objects.filter(
            district_id=member.district_id, election__in=[one.pk for one in rows], member=member
        ).values_list("election_id", flat=True)
    )

    def deeds(one: Election) -> Sequence[Deed]:
        if one.state != ElectionState.CALLED:
            return ()
        now = stage(one.nominate_until_on, one.vote_until_on, on=on)
        if now == Stage.NOMINATING:
            return [_deed("stand", _("我要参选"), one, member, icon="hand", forms=forms)]
        if now == Stage.VOTING and one.pk not in voted:
            return [_deed("vote", _("投票"), one, member, icon="vote", forms=forms)]
        return ()

    return showing.polls(rows, on=on, deeds=deeds)


def _deed(
    name: str, label: str, one: Election, member: Member, *, icon: str, forms: Forms
) -> Deed:
    shown = forms.get(f"{name}_{one.pk}") or form_of(name, one)
    url = _address(name, member, one.pk)
    return Deed(f"{name}-{one.pk}", label, icon, url, shown, is_main=name == "vote")


def form_of(name: str, one: Election, data: Any = None) -> Keyed:
    auto_id = f"id_{name}_{one.pk}_%s"
    if name == "stand":
        return StandForm(data, auto_id=auto_id)
    rows = one.candidates.filter(district_id=one.district_id).order_by("pk")
    return VoteForm(data, candidates=rows, auto_id=auto_id)


def mine_url(member: Member) -> str:
    return _address("mine", member)


def _address(name: str, member: Member, *more: Any) -> str:
    code = privacy.tracking_code(member.pk)
    return reverse(f"bodies:{name}", args=[member.pk, code, *more])


def crumbs(body: Body | None = None) -> list[Link]:
    found = [
        Link(_("大厅"), reverse("town:home")), Link(_("机构和协会"), reverse("bodies:town")),
    ]  # fmt: skip
    if body is not None:
        found.append(Link(body.name, reverse("bodies:known", args=[body.ref])))
    return found
