"""Fill the pages that everybody reads: all lists, one list, one promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.commitments import policy, queries
from lianxin.commitments.models import (
    Comment,
    Commitment,
    Evidence,
    EvidenceKind,
    PhotoState,
    Programme,
    ProgrammeQuerySet,
)
from lianxin.commitments.progress import Light
from lianxin.commitments.queries import Known
from lianxin.commitments.states import (
    CommentState,
    CommitmentState,
    Hidden,
    ProgrammeKind,
    ProgrammeState,
)
from lianxin.web import paging
from lianxin.web.commitments import build, pages, words
from lianxin.web.commitments.forms import CommentForm, RateForm, UnitsForm
from lianxin.web.following import chains, part
from lianxin.web.parts import Deed, Link, Photo, Spot
from lianxin.web.respond import Request

PICTURES: Final = 6  # on the page of a list
COMMENT_LEVELS: Final = {
    CommentState.WAITING: "wait", CommentState.SHOWN: "good", CommentState.HIDDEN: "quiet",
}  # fmt: skip
Forms = Mapping[str, Any]


def town(request: Request) -> pages.Town:
    lists: ProgrammeQuerySet = Programme.objects.filter(district_id=request.district.pk)
    rows = list(lists.public().whole().order_by("-year", "kind", "-starts_on"))
    found = by_list(request.district.pk, rows)
    years: dict[int, list[pages.ListRow]] = {}
    for one in rows:
        url = reverse("commitments:programme", args=[one.ref])
        years.setdefault(one.year, []).append(build.list_row(one, found[one.pk], url=url))
    return pages.Town(
        years=[pages.YearOf(year, each) for year, each in years.items()],
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )


def by_list(district_id: int, rows: Sequence[Programme]) -> dict[UUID, list[Known]]:
    """How everything public in each of the lists stands."""
    promised = Commitment.objects.filter(
        district_id=district_id, programme__in=[one.pk for one in rows]
    )
    found: defaultdict[UUID, list[Known]] = defaultdict(list)
    for one in queries.known(district_id, promised.public(), on=timezone.localdate()):
        found[one.row.programme_id].append(one)
    return found


def programme(request: Request, one: Programme) -> pages.Programme:
    on = timezone.localdate()
    promised = queries.of_programme(one).public().select_related("owner", "programme")
    found = queries.known(one.district_id, promised, on=on)
    form = UnitsForm(request.GET or None, units=[each.row.owner for each in found])
    unit = form.asked if form.is_bound else ""
    light = request.GET.get("light", "")
    shown = [
        each
        for each in found
        if (not unit or each.row.owner.code == unit) and light in ("", each.light)
    ]
    sites = _sites(one)
    here = reverse("commitments:programme", args=[one.ref])
    urls = {
        each: paging.address("commitments:programme", one.ref, light=each.value) for each in Light
    }
    own = policy.looks_after(request.user, one, on=on)
    state = ProgrammeState(one.state)
    return pages.Programme(
        ref=one.ref,
        title=one.title,
        about=one.about,
        kind=str(ProgrammeKind(one.kind).label),
        lede=lede(found),
        state=str(state.label),
        level=words.LIST_LEVELS[state],
        facts=build.facts_of(one),
        kpis=build.kpis(found, urls),
        form=form,
        url=here,
        narrowed=_narrowed(shown, light) if unit or light else "",
        chapters=build.chapters(
            (each.row.chapter, build.row(each, url=_number_url(one, each.row))) for each in shown
        ),
        bases=build.bases(one),
        spot=Spot(one.place.name, shapes_url=reverse("commitments:shapes", args=[one.ref]))
        if sites
        else None,
        sites=sites,
        photos=_pictures(one),
        own_url=reverse("commitments:managed", args=[one.ref]) if own else "",
        xlsx_url=reverse("commitments:sheet", args=[one.ref, "xlsx"]),
        csv_url=reverse("commitments:sheet", args=[one.ref, "csv"]),
        feed_url=reverse("commitments:feed", args=[one.ref]),
        here=one.title,
        crumbs=crumbs(),
    )


def lede(found: Sequence[Known]) -> str:
    """The sentence that one may quote."""
    lights = queries.lights(found)
    count = len(found)
    text = ngettext(
        "共 %(count)d 件，已完成 %(done)d 件，滞后 %(late)d 件，未兑现 %(broken)d 件。",
        "共 %(count)d 件，已完成 %(done)d 件，滞后 %(late)d 件，未兑现 %(broken)d 件。",
        count,
    )
    return text % {
        "count": count, "done": lights[Light.DONE], "late": lights[Light.LATE],
        "broken": lights[Light.NOT_KEPT],
    }  # fmt: skip


def _narrowed(shown: Sequence[Known], light: str) -> str:
    word = f"“{Light(light).label}”" if light in Light.values else ""
    text = ngettext("%(count)d 件%(word)s", "%(count)d 件%(word)s", len(shown))
    return text % {"count": len(shown), "word": word}


def _number_url(one: Programme, row: Commitment) -> str:
    return reverse("commitments:promise", args=[one.ref, row.number])


def _sites(one: Programme) -> list[pages.SitesOf]:
    """The list beside the map: which promise has how many sites, and how many are done."""
    rows = queries.sites_in(one).order_by().values(
        "commitment__number", "commitment__title", "commitment__unit_word"
    )  # fmt: skip
    told = rows.annotate(spots=Count("pk"), done=Count("done_on"), whole=Sum("count"))
    return [
        pages.SitesOf(
            _("%(title)s：%(spots)d 处，建成 %(done)d 处")
            % {"title": row["commitment__title"], "spots": row["spots"], "done": row["done"]},
            reverse("commitments:promise", args=[one.ref, row["commitment__number"]]),
        )
        for row in told.order_by("commitment__number")
    ]


def _pictures(one: Programme) -> list[Photo]:
    rows = Evidence.objects.filter(
        district_id=one.district_id, commitment__programme=one, kind=EvidenceKind.PHOTO,
        state=PhotoState.READY,
    ).exclude(commitment__state=CommitmentState.PLANNED)  # fmt: skip
    found = rows.select_related("commitment").order_by("-added_at", "-pk")[:PICTURES]
    shown = []
    for row in found:
        row.commitment.programme = one
        shown += build.photos(row.commitment, [row])
    return shown


def promise(request: Request, row: Commitment, *, forms: Forms | None = None) -> pages.Promise:
    on = timezone.localdate()
    found = queries.one_known(row, on=on)
    user = request.user if request.user.is_authenticated else None
    own = policy.reports(request.user, row, on=on) or policy.looks_after(
        request.user, row.programme, on=on
    )
    known = build.known(found, is_public=True)
    args = [row.programme.ref, row.number]
    shapes = f"{reverse('commitments:shapes', args=args[:1])}?number={row.number}"
    return pages.Promise(
        **known,
        spot=Spot(row.place.name, shapes_url=shapes) if known["sites"] else None,
        deeds=_deeds(row, args, forms or {}, is_known=user is not None),
        follow=part.of(request, row),
        chain=chains.of(request, row),
        own_url=build.own_url(row) if own else "",
        here=_("第 %d 件") % row.number,
        crumbs=[*crumbs(), Link(row.programme.title, list_url(row.programme))],
    )


def _deeds(row: Commitment, args: list[Any], forms: Forms, *, is_known: bool) -> list[Deed]:
    found = []
    if row.state in (CommitmentState.DONE, CommitmentState.SETTLED):
        form = forms.get("rate") or RateForm(is_known=is_known, auto_id="id_rate_%s")
        url = reverse("commitments:rate", args=args)
        found.append(Deed("rate", _("评价"), "star", url, form, is_main=True))
    url = reverse("commitments:comment", args=args)
    form = forms.get("comment") or CommentForm(auto_id="id_comment_%s")
    note = _("先看有没有个人信息、辱骂和广告，再公开；不公开会告诉您原因。说好说坏都公开。")
    found.append(Deed("comment", _("写意见"), "message-square", url, form, note=note))
    return found


def said(row: Comment) -> pages.SaidComment:
    state = CommentState(row.state)
    return pages.SaidComment(
        subject=row.commitment.title,
        url=build.public_url(row.commitment),
        text=row.text,
        state=str(state.label),
        level=COMMENT_LEVELS[state],
        reason=str(Hidden(row.reason).label) if row.reason else "",
        answer=row.answer,
        title=_("您的意见"),
        here=_("您的意见"),
        ref=row.commitment.ref,
        crumbs=crumbs(),
    )


def list_url(one: Programme) -> str:
    return reverse("commitments:programme", args=[one.ref])


def crumbs() -> list[Link]:
    return [
        Link(_("大厅"), reverse("town:home")), Link(_("公开承诺"), reverse("commitments:town")),
    ]  # fmt: skip
