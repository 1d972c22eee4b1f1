"""A list of promises for other programs: what happened as Atom, its sites as GeoJSON."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from lianxin.commitments import queries
from lianxin.commitments.models import Programme
from lianxin.kernel.models import Audience, Entry
from lianxin.network import districts
from lianxin.web.commitments import words
from lianxin.web.exchange.mapped import streets
from lianxin.web.respond import Request

NEWEST: Final = 50


def atom(request: Request, one: Programme) -> HttpResponse:
    """The newest fifty."""
    district = request.district
    here = reverse("commitments:programme", args=[one.ref])
    feed = Atom1Feed(
        title=one.title, link=districts.address(district, here), description=one.about,
        feed_url=districts.address(district, reverse("commitments:feed", args=[one.ref])),
        author_name=one.unit.name, language="zh-CN",
    )  # fmt: skip
    rows = {row.pk: row for row in queries.of_programme(one).public()}
    entries = Entry.objects.filter(
        district_id=one.district_id, subject_id__in=rows, audience=Audience.PUBLIC
    )
    for entry in entries.order_by("-at", "-seq")[:NEWEST]:
        row = rows[entry.subject_id]
        url = reverse("commitments:promise", args=[one.ref, row.number])
        feed.add_item(
            title=f"{row.title}：{words.VERBS.get(entry.verb, entry.verb)}",
            link=f"{districts.address(district, url)}#{entry.seq}", description=entry.note,
            unique_id=f"urn:uuid:{entry.pk}", pubdate=entry.at, updateddate=entry.at,
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")


def shapes(one: Programme, number: int | None) -> dict[str, Any]:
    found = queries.sites_in(one).filter(lon__isnull=False, lat__isnull=False)
    if number is not None:
        found = found.filter(commitment__number=number)
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [site.lon, site.lat]},
            "properties": {
                "name": f"{site.name} {site.count} {site.commitment.unit_word}".strip(),
                "url": reverse("commitments:promise", args=[one.ref, site.commitment.number]),
                "is_off": site.done_on is None,
            },
        }
        for site in found
    ]
    return {"type": "FeatureCollection", "features": [*streets(one.district), *points]}
