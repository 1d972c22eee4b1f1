"""What several pages of promises show: rows, steps, sites, pictures, and one promise whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.commitments import queries
from lianxin.commitments.models import (
    Base,
    Comment,
    Commitment,
    Evidence,
    EvidenceKind,
    Milestone,
    PhotoState,
    Programme,
    Site,
)
from lianxin.commitments.progress import Light
from lianxin.commitments.queries import Known
from lianxin.commitments.states import ProgrammeKind, ProgrammeState
from lianxin.kernel import timeline
from lianxin.web.commitments import pages, words
from lianxin.web.parts import Fact, Kpi, Photo

ALL: Final = tuple(Light)


def row(found: Known, *, url: str) -> pages.Row:
    one = found.row
    changes = [f"{fact.label} {fact.value}" for fact in words.original(one)]
    return pages.Row(
        url=url,
        number=one.number,
        title=one.title,
        ref=one.ref,
        owner=one.owner.name,
        programme=one.programme.title,
        word=words.word(found),
        level=words.level(found),
        icon=words.ICONS[found.light],
        percent=found.percent,
        count=words.count(found),
        due_on=one.due_on,
        quiet=found.quiet,
        original=_("，").join(changes),
    )


def public_url(one: Commitment) -> str:
    return reverse("commitments:promise", args=[one.programme.ref, one.number])


def own_url(one: Commitment) -> str:
    return reverse("commitments:own", args=[one.ref])


def list_row(one: Programme, found: Sequence[Known], *, url: str) -> pages.ListRow:
    state = ProgrammeState(one.state)
    count = len(found)
    lights = queries.lights(found)
    return pages.ListRow(
        url=url,
        title=one.title,
        kind=str(ProgrammeKind(one.kind).label),
        unit=one.unit.name,
        place=one.place.name,
        state=str(state.label),
        level=words.LIST_LEVELS[state],
        count=count,
        done=lights[Light.DONE],
        late=lights[Light.LATE],
        percent=sum(each.percent for each in found) // count if count else 0,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
    )


def kpis(found: Sequence[Known], urls: Mapping[Light, str]) -> list[Kpi]:
    """How many of each colour; each leads to its rows."""
    counted = queries.lights(found)
    return [
        Kpi(
            str(light.label), str(counted[light]), urls[light], unit=pgettext("promises", "件"),
            icon=words.ICONS[light],
            level=words.KPI_LEVELS.get(light, Kpi.level) if counted[light] else Kpi.level,
        )
        for light in ALL
    ]  # fmt: skip


def chapters(rows: Iterable[tuple[str, pages.Row]]) -> list[pages.Chapter]:
    """By the action of the plan they belong to, in the order of the list."""
    found: dict[str, list[pages.Row]] = {}
    for chapter, one in rows:
        found.setdefault(chapter, []).append(one)
    return [pages.Chapter(title, each) for title, each in found.items()]


def bases(of: Programme) -> list[pages.Base]:
    rows = Base.objects.filter(district_id=of.district_id, programme=of)
    return [
        pages.Base(one.name, one.unit.name if one.unit else "", one.note, one.link)
        for one in rows.select_related("unit").order_by("pk")
    ]


def facts_of(one: Programme) -> list[Fact]:
    found = [
        Fact(_("牵头单位"), one.unit.name),
        Fact(_("范围"), one.place.name),
        Fact(_("期间"), f"{one.starts_on.isoformat()} – {one.ends_on.isoformat()}"),
    ]
    if one.published_on:
        found.append(Fact(_("公布日期"), one.published_on.isoformat()))
    return found


def known(found: Known, *, is_public: bool) -> dict[str, Any]:
    """The fields of `pages.Known`."""
    one = found.row
    evidence = queries.evidence_of(one)
    rated = queries.rated(one.district_id, [one]).get(one.pk)
    return {
        "ref": one.ref,
        "title": one.title,
        "about": one.about,
        "state": words.word(found),
        "level": words.level(found),
        "icon": words.ICONS[found.light],
        "percent": found.percent,
        "count": words.count(found),
        "quiet": found.quiet,
        "original": words.original(one),
        "ball": words.ball(found),
        "facts": _facts(one),
        "outcome": one.outcome_note,
        "steps": steps(one, queries.milestones_of(one)),
        "sites": [_site(site, one) for site in queries.sites_of(one)],
        "photos": photos(one, evidence),
        "papers": _papers(evidence),
        "moments": words.told(timeline.of(one), one, is_public=is_public),
        "rating": words.rating(rated),
        "comments": [_comment(each, one) for each in queries.comments_of(one)],
    }


def _facts(one: Commitment) -> list[Fact]:
    found = [
        Fact(_("责任单位"), one.owner.name),
        Fact(_("完成时限"), one.due_on.isoformat()),
        Fact(_("地点"), one.place.name),
        Fact(_("所在清单"), one.programme.title),
    ]
    if one.helpers:
        found.insert(1, Fact(_("配合单位"), one.helpers))
    if one.owner.hotline:
        found.insert(1, Fact(_("电话"), one.owner.hotline, f"tel:{one.owner.hotline}"))
    if one.updated_on:
        found.append(Fact(_("最近更新"), one.updated_on.isoformat()))
    if one.settled_on:
        found.append(Fact(_("认定日期"), one.settled_on.isoformat()))
    return found


def steps(one: Commitment, rows: Sequence[Milestone]) -> list[pages.Step]:
    whole, today = sum(row.weight for row in rows) or 1, words.today()
    return [
        pages.Step(
            row.title, row.weight, row.weight * 100 // whole, row.due_on, row.reached_on,
            row.reached_on is None and row.due_on < today, *_shown(one, row.evidence),
        )
        for row in rows
    ]  # fmt: skip


def _site(row: Site, one: Commitment) -> pages.Site:
    count = f"{row.count:,} {one.unit_word}".strip()
    return pages.Site(row.name, row.place.name, count, row.done_on, *_shown(one, row.evidence))


def _shown(one: Commitment, row: Evidence | None) -> tuple[str, str]:
    """What shows it in words, and where it can be seen."""
    if row is None:
        return "", ""
    if row.kind == EvidenceKind.PHOTO:
        ready = row.state == PhotoState.READY
        return row.title or _("照片"), photo_url(one, row) if ready else ""
    return row.title, row.link


def photo_url(one: Commitment, row: Evidence) -> str:
    return reverse("commitments:photo", args=[one.programme.ref, one.number, row.pk])


def photos(one: Commitment, evidence: Iterable[Evidence]) -> list[Photo]:
    return [
        Photo(photo_url(one, row), row.title or one.title, f"{photo_url(one, row)}?size=small")
        for row in evidence
        if row.kind == EvidenceKind.PHOTO and row.state == PhotoState.READY
    ]


def _papers(evidence: Iterable[Evidence]) -> list[pages.Paper]:
    return [
        pages.Paper(str(EvidenceKind(row.kind).label), row.title, row.link, row.added_at)
        for row in evidence
        if row.kind != EvidenceKind.PHOTO
    ]


def _comment(row: Comment, one: Commitment) -> pages.Comment:
    return pages.Comment(
        row.name, row.text, row.said_at, row.answer, row.answered_on, one.owner.name
    )
