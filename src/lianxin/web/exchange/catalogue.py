"""Fill the page on which everybody finds what is offered and wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lianxin.catalogue import finding
from lianxin.catalogue.finding import Hit, Hits, Wanted
from lianxin.catalogue.models import Collection, EditionItem
from lianxin.exchange import queries
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.network import queries as network
from lianxin.network.models import Role
from lianxin.search import queries as search
from lianxin.web import paging
from lianxin.web.exchange import pages, rows
from lianxin.web.exchange.finding_forms import OF_JOBS, CatalogueForm
from lianxin.web.parts import Link, Pager, Tile
from lianxin.web.respond import Request

HERE = "exchange:catalogue"
SIZE = 24
MOST_COUNTED = 1_000
KEPT = 60  # seconds that counts stand
WORKING = frozenset({Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER})


def page(request: Request) -> pages.Catalogue:
    district_id, now = request.district.pk, timezone.now()
    form = CatalogueForm(request.GET, district=request.district)
    wanted = finding.read(district_id, form.asked)
    shown = _ranked if wanted.is_ranked else _newest
    hits, pager, note = shown(district_id, wanted, request.GET, at=now)
    by_pk = in_bulk(district_id, [hit.pk for hit in hits.rows])
    return pages.Catalogue(
        form=form,
        tiles=_tiles(district_id, wanted),
        facets=_facets(district_id, wanted, form),
        chosen=_chosen(district_id, wanted),
        title=queries.said(district_id, "CATALOGUE", _("服务清单")),
        heading=heading(district_id, wanted),
        note=note,
        rows=[
            rows.row(by_pk[hit.pk], at=now, metres=hit.metres, fit=_fit(hit))
            for hit in hits.rows
            if hit.pk in by_pk
        ],
        pager=pager,
        all_url=reverse(HERE) if wanted.told else "",
        shapes_url=paging.address("exchange:shapes", **wanted.told) if _has_map(wanted) else "",
        saving_url=paging.address("exchange:saved", **wanted.told) if wanted.told else "",
        collections_url="" if wanted.told else _collections(district_id),
        mentions=_mentions(district_id, wanted, hits, request.GET),
        ways_out=[] if hits.rows else _ways_out(request, wanted),
    )


def _collections(district_id: int) -> str:
    themes = Collection.objects.filter(district_id=district_id).public()
    has_any = themes.exists() or EditionItem.objects.filter(district_id=district_id).exists()
    return reverse("exchange:collections") if has_any else ""


def _fit(hit: Hit) -> str:
    if hit.is_mention:
        return _("文中提到")
    if hit.is_loose:
        return _("部分相符")
    return _("意思相近") if hit.is_near else ""


def _mentions(district_id: int, wanted: Wanted, hits: Hits, asked: QueryDict) -> Link | None:
    """On the first page of what is called so, the way to what merely mentions it."""
    if not wanted.q or not hits.rows or asked.get("all") or asked.get("after"):
        return None
    count = finding.mentions(district_id, wanted, hits)
    label = ngettext("还有 %(n)d 条只是提到“%(q)s”", "还有 %(n)d 条只是提到“%(q)s”", count) % {
        "n": count,
        "q": wanted.q,
    }
    return Link(label, paging.address(HERE, **wanted.told, all="1")) if count else None


def _ways_out(request: Request, wanted: Wanted) -> list[Link]:
    """What to do where nothing is found."""
    ways = []
    if wanted.q and len(wanted.told) > 1:
        ways.append(Link(_("不限种类和地点再找"), paging.address(HERE, q=wanted.q)))
    user, on = request.user, timezone.localdate()
    if user.is_authenticated and not WORKING.isdisjoint(network.roles_on(user, on=on)):
        return [*ways, Link(_("发布成需求"), reverse("exchange:write", args=["need"]))]
    return [*ways, Link(_("告诉我们您需要什么"), reverse("me:report"))]


def in_bulk(district_id: int, ids: Sequence[UUID]) -> Mapping[UUID, Listing]:
    found: Mapping[UUID, Listing] = (
        Listing.objects.filter(district_id=district_id).public().whole().in_bulk(list(ids))
    )
    return found


def _ranked(
    district_id: int, wanted: Wanted, asked: QueryDict, *, at: datetime
) -> tuple[Hits, Pager, str]:
    after, with_mentions = _after(asked), bool(asked.get("all"))
    found = finding.ranked(
        district_id, wanted, at=at, limit=SIZE, after=after, with_mentions=with_mentions
    )

    def link(place: int) -> str:
        every = "1" if with_mentions else ""
        return paging.address(HERE, **wanted.told, all=every, after=str(place) if place else "")

    is_last = after + SIZE >= found.count
    pager = Pager(
        first_url=link(0) if after > SIZE else "",
        earlier_url=link(after - SIZE) if after else "",
        later_url="" if is_last else link(after + SIZE),
    )
    return found, pager, _said(found)


def _said(found: Hits) -> str:
    if not found.count:
        return ""
    if found.is_loose:
        return _("没有哪一条正好是这个，下面是提到的，或者只合一部分的。")
    if found.is_capped:
        return _("最相关的 %d 条") % found.count
    return _("找到 %d 条") % found.count


def _after(asked: QueryDict) -> int:
    text = asked.get("after", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0  # noqa: PLR2004  digits
    return min(number - number % SIZE, search.CANDIDATES - search.CANDIDATES % SIZE)


def _newest(
    district_id: int, wanted: Wanted, asked: QueryDict, *, at: datetime
) -> tuple[Hits, Pager, str]:
    """By key: `after` and `before` hold the number at the border."""
    after, before = _number(asked.get("after", "")), _number(asked.get("before", ""))
    border: dict[str, Any] = {"below": after} if after else {}
    if before:
        border = {"above": before + 1, "is_rising": True}
    found = finding.newest(district_id, wanted, at=at, most=SIZE + 1, **border)
    if border and len(found) < (SIZE if before else 1):  # no such page any more
        return _newest(district_id, wanted, QueryDict(), at=at)
    has_more = len(found) > SIZE
    found = found[:SIZE][::-1] if before else found[:SIZE]

    def link(**mark: str) -> str:
        return paging.address(HERE, **wanted.told, **mark)

    is_first = not border or (bool(before) and not has_more)
    pager = Pager(
        first_url="" if is_first else link(),
        earlier_url="" if is_first else link(before=str(found[0][0])),
        later_url=link(after=str(found[-1][0])) if has_more or before else "",
    )
    return Hits([Hit(pk) for _mark, pk in found]), pager, ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0  # noqa: PLR2004  digits


def heading(district_id: int, wanted: Wanted) -> str:
    if wanted.q:
        return _("和“%s”有关的") % wanted.q
    if wanted.near:
        return _("离您最近的")
    if wanted.collection:
        return str(wanted.collection.title)
    if wanted.kinds:
        kind = KINDS[wanted.kinds[0]]
        return queries.said(district_id, kind.code, kind.label)
    return _("最近上架")


def _has_map(wanted: Wanted) -> bool:
    """Where one goes to what is found, or asks what is near."""
    return wanted.near is not None or wanted.kinds in (("POINT",), ("VENUE",))


# --- What else could be asked, and how much there is of it --------------------------------------


def _tiles(district_id: int, wanted: Wanted) -> list[Tile]:
    counts = _kept(district_id, "tiles", lambda: _by_kind(district_id))
    chosen = wanted.told.get("kind", "")
    return [
        Tile(
            label=queries.said(district_id, code, kind.label),
            icon=kind.icon,
            url=paging.address(HERE, kind=code),
            count=f"{counts[code]:,}",
            is_current=code == chosen,
        )
        for code, kind in KINDS.items()
        if code in counts
    ]


def _by_kind(district_id: int) -> dict[str, int]:
    public = Listing.objects.filter(district_id=district_id).public()
    return dict(public.order_by().values_list("kind").annotate(n=Count("pk")))


def _facets(district_id: int, wanted: Wanted, form: CatalogueForm) -> list[pages.Facet]:
    """What narrows further, each with how much it leaves. What is counted are marks alone, so it
    is told only where nothing else is asked."""
    if wanted.is_ranked or wanted.day or wanted.is_open or wanted.collection:
        return []
    names = OF_JOBS if "employment" in form.fields else ("mode", "whom", "cost")
    told = [
        (name, str(value), str(label))
        for name in names
        for value, label in form.fields[name].choices  # type: ignore[attr-defined]  # all are
        if value and name not in wanted.told
    ]
    asked = [wanted.but(**{name: value}) for name, value, _label in told]
    counts = _kept(district_id, repr(asked), lambda: _count(district_id, asked))
    return [
        pages.Facet(label, paging.address(HERE, **one), _capped(n), group=str(form[name].label))
        for (name, _value, label), one, n in zip(told, asked, counts, strict=True)
        if n
    ]


def _count(district_id: int, asked: Sequence[Mapping[str, str]]) -> list[int]:
    wanted = [finding.read(district_id, one) for one in asked]
    return finding.counts(district_id, wanted, most=MOST_COUNTED + 1)


def _capped(count: int) -> str:
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def _kept(district_id: int, of: str, count: Any) -> Any:
    key = hashlib.sha256(f"{district_id} {of}".encode()).hexdigest()
    return caches["drawn"].get_or_set(f"catalogue {get_language()} {key}", count, KEPT)


def _chosen(district_id: int, wanted: Wanted) -> list[Link]:
    """What a link has narrowed by that no field shows, each leading to the list without it."""
    shown = []
    if code := wanted.told.get("firm"):
        unit = network.unit_coded(district_id, code)
        shown.append(("firm", unit.name if unit else code))
    if skill := wanted.told.get("skill"):
        shown.append(("skill", skill))
    if wanted.collection:
        shown.append(("collection", wanted.collection.title))
    return [Link(label, paging.address(HERE, **wanted.but(**{name: ""}))) for name, label in shown]
