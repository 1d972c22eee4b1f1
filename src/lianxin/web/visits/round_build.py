"""Fill the page of who calls at doors. As many queries for forty doors as for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.forms import queries as forms
from lianxin.forms.models import Form
from lianxin.language import private
from lianxin.network.models import User
from lianxin.visits import queries
from lianxin.visits.models import Call, Campaign, PhotoState, Visit
from lianxin.visits.queries import Coverage
from lianxin.visits.states import Aim, CallState
from lianxin.web.parts import Link, Photo
from lianxin.web.visits import counted as words
from lianxin.web.visits import round_pages as pages
from lianxin.web.visits.round_forms import VisitForm

MOST = 500
LATELY = timedelta(days=7)
LEVELS = {
    CallState.DONE: "good", CallState.DECLINED: "quiet", CallState.GONE: "quiet",
    CallState.OPEN: "wait",
}  # fmt: skip


def round_page(user: User, *, at: datetime) -> pages.Round:
    on = timezone.localdate(at)
    calls = list(queries.to_do(user, on=on)[:MOST])
    done = list(queries.done_by(user, since=at - LATELY)[:MOST])
    before = queries.visits_of([*calls, *done])
    doors = [(call, _door(call, before.get(call.pk, []))) for call in calls]
    return pages.Round(
        buildings=[
            _building(name, [door for _call, door in found])
            for name, found in groupby(doors, key=lambda pair: _area(pair[0]))
        ],
        done=[_door(call, before.get(call.pk, [])) for call in done],
        campaigns=[
            _running(one, counted, at=at) for one, counted in queries.rounds_of(user, on=on)
        ],
        words=_words(),
        left=len(calls),
    )


def call_page(
    call: Call, *, form: VisitForm | None = None, lost_photos: bool = False
) -> pages.Call:
    visits = queries.visits_of([call]).get(call.pk, [])
    prefetch_related_objects(visits, "photos")
    here = Link(_("我的走访"), reverse("visits:round"))
    return pages.Call(
        door=_door(call, visits),
        campaign=call.campaign.title,
        about=call.campaign.about,
        form=form
        or VisitForm(asked=questions_of(call.campaign), is_read=call.household is not None),
        log=[
            pages.Said(_said(one), photos)
            for one in visits
            for photos in [_photos(call, one)]
            if one.note or photos
        ],
        lost_photos=lost_photos,
        crumbs=[here],
    )


def questions_of(campaign: Campaign, version: int | None = None) -> Form | None:
    """Those in force, or in the version that was before the writer."""
    if not campaign.form:
        return None
    if version is None:
        return forms.latest(campaign.district_id, campaign.form)
    return forms.at_version(campaign.district_id, campaign.form, version)


def _building(name: str, doors: Sequence[pages.Door]) -> pages.Building:
    return pages.Building(name, len(doors), doors)


def _area(call: Call) -> str:
    return call.household.building.name if call.household else call.spot.name


def _door(call: Call, visits: Sequence[Visit]) -> pages.Door:
    state = CallState(call.state)
    said = [one for one in visits if one.note]
    return pages.Door(
        pk=call.pk,
        campaign=call.campaign.ref,
        where=call.where,
        short=call.household.behind if call.household else call.where,
        tries=call.tries,
        state="" if state == CallState.OPEN else str(state.label),
        level=LEVELS[state],
        before=_said(said[0]) if said else "",
        url=reverse("visits:call", args=[call.pk]),
        photos_url=reverse("visits:photos", args=[call.pk]),
        card_url=_card(call),
    )


def _card(call: Call) -> str:
    door = call.household
    if door is None:
        return ""
    return reverse("visits:log", args=[door.pk, door.code])


def _photos(call: Call, one: Visit) -> list[Photo]:
    links = [
        reverse("visits:photo", args=[call.pk, own.pk])
        for own in one.photos.all()
        if own.state == PhotoState.READY
    ]
    return [Photo(url, _("走访时拍的照片"), f"{url}?size=small") for url in links]


def _said(one: Visit) -> str:
    return f"{timezone.localdate(one.happened_at):%m-%d} {one.note}"


def _running(one: Campaign, counted: Coverage, *, at: datetime) -> pages.Running:
    return pages.Running(
        ref=one.ref,
        title=one.title,
        left=words.count(one.aim, counted.left),
        done=words.count(one.aim, counted.done),
        today=words.count(one.aim, queries.pace(one, counted.left, on=timezone.localdate(at))),
        ends_on=one.ends_on,
        form=VisitForm(asked=questions_of(one), is_read=one.aim == Aim.HOUSEHOLDS),
    )


def _words() -> dict[str, object]:
    """What the script says, and the words of which it warns without a network."""
    return {
        "saved": _("“{where}”已存在这台手机，有网络时自动送出。"),
        "notSaved": _(
            "没有存下：这台手机的空间不够。请去掉几张照片，或者清出空间以后再点“保存”。写好的还在。"
        ),
        "nearlyFull": _("这台手机的空间快满了，剩下不到 {mb} MB。请先送出，或者清出空间再拍照。"),
        "waits": _("等待送出"),
        "refused": _("没有收下，要改一改"),
        "noticed": _(
            "日志只记问了什么、办了什么，不记看法、信念、健康、收入和来往：{words}。"
            "请改一改；意思不是这样的，勾选后再保存。"
        ),
        "pickOutcome": _("请选走访的结果。"),
        "phone": _("号码"),
        "card": _("“{where}”的连心卡"),
        "warned": {name: list(words) for name, words in private.listed().items()},
    }


def took_in(where: str, cases: Sequence[str], now_of: User | None) -> str:
    """What the writer should still hear, once it has arrived; "" for nothing."""
    said = []
    if now_of:
        told = _("“%(where)s”现在由 %(name)s 负责走访，您记的已经收下，不用再去。")
        said.append(told % {"where": where, "name": now_of.name})
    if cases:
        told = ngettext("已登记诉求 %s。", "已登记诉求 %s。", len(cases))
        said.append(told % _("、").join(cases))
    return " ".join(said)
