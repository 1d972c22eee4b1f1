"""Fill the pages of this face."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.following import queries
from lianxin.following.models import Follow, News
from lianxin.kernel.models import DistrictOwned
from lianxin.lineage.models import Thing
from lianxin.web.following import chains, pages, part, steps
from lianxin.web.following.forms import MailForm
from lianxin.web.parts import Link
from lianxin.web.respond import Request, StaffRequest

MOST = 100


def chain(walked: chains.Walked, thing: Thing, *, code: str) -> pages.ChainPage:
    own = walked.shown[thing.id]
    return pages.ChainPage(
        title=own.title,
        chain=chains.drawn(walked, thing, code=code),
        back=Link(own.label or str(steps.kind_of(thing).label), own.url) if own.url else None,
    )


def follow(
    request: Request,
    row: DistrictOwned,
    thing: steps.Shown,
    *,
    form: MailForm | None = None,
    is_asked: bool = False,
) -> pages.FollowPage:
    found = part.of(request, row)
    return pages.FollowPage(
        title=thing.title,
        back=Link(thing.title, thing.url),
        here=found.url,
        is_following=found.is_following,
        form=None if found.is_known else form or MailForm(),
        is_asked=is_asked,
    )


def letter(request: Request, found: Follow) -> pages.Letter:
    thing = Thing(found.thing_kind, found.thing_id)
    walked = chains.walk(chains.viewer_of(request), thing)
    news = queries.news(request.district.pk, walked.things)[:MOST]
    return pages.Letter(
        title=found.title,
        here=request.path,
        is_confirmed=found.confirmed_at is not None,
        is_ended=found.ended_at is not None,
        news=[_news(one) for one in news],
        chain=chains.drawn(walked, thing) if walked.links else None,
    )


def mine(request: StaffRequest) -> pages.Mine:
    return pages.Mine(rows=list(_rows(request)))


def _rows(request: StaffRequest) -> Iterator[pages.Row]:
    found = list(queries.of_user(request.user)[:MOST])
    things = [Thing(row.thing_kind, row.thing_id) for row in found]
    shown = steps.shown(chains.viewer_of(request), things)
    latest: dict[object, News] = {}
    for one in queries.news(request.district.pk, things):
        latest.setdefault(one.thing_id, one)
    for row in found:
        own, last = shown.get(row.thing_id), latest.get(row.thing_id)
        yield pages.Row(
            title=row.title,
            url=own.url if own else "",
            stop_url=reverse("following:stop", args=[row.pk]),
            state=own.state if own else _("已不公开"),
            level=own.level if own else "",
            news=_news(last) if last else None,
            since_at=row.since_at,
        )


def _news(one: News) -> pages.NewsRow:
    return pages.NewsRow(subject=one.subject, text=one.text, url=one.link, at=one.at)
