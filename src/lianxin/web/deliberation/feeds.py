"""The topics of a hall for other programs, as Atom."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from lianxin.deliberation import policy
from lianxin.deliberation.models import Hall
from lianxin.network import districts
from lianxin.web.deliberation import words
from lianxin.web.respond import Request

NEWEST: Final = 50


def atom(request: Request, hall: Hall) -> HttpResponse:
    """The newest fifty, with how each stands and its official answer."""
    district, now = request.district, timezone.now()
    here = reverse("deliberation:hall", args=[hall.code])
    feed = Atom1Feed(
        title=hall.name, link=districts.address(district, here), description=hall.about,
        feed_url=districts.address(district, reverse("deliberation:feed", args=[hall.code])),
        author_name=hall.unit.name, language="zh-CN",
    )  # fmt: skip
    rows = policy.public(district.pk).filter(hall=hall).whole()
    for topic in rows.order_by("-shown_at", "-id")[:NEWEST]:
        url = districts.address(district, reverse("deliberation:topic", args=[topic.ref]))
        feed.add_item(
            title=f"{topic.title}：{words.row(topic, url=url, at=now).state}", link=url,
            description=topic.answer or topic.text, unique_id=f"urn:uuid:{topic.pk}",
            pubdate=topic.shown_at, updateddate=topic.answered_at or topic.shown_at,
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")
