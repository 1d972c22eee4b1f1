"""Promise something, say by which steps and where, and change it in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.commitments import policy
from lianxin.commitments.actions import telling
from lianxin.commitments.models import Commitment, Milestone, Programme, Site
from lianxin.commitments.states import (
    COMMITMENT,
    CommitmentState,
    Measure,
    ProgrammeState,
)
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, Place, User

CHANGEABLE = ("title", "target", "due_on")
HEAVIEST = 100


@dataclass(frozen=True)
class Promised:
    """One promise as it is to be. Without `place` it holds where its list does; with `target` it
    needs `unit_word` ("部"), and is counted at its sites unless `measure` says otherwise."""

    title: str
    owner: Organisation
    due_on: date
    about: str = ""
    chapter: str = ""
    helpers: str = ""
    place: Place | None = None
    measure: str = ""
    target: int | None = None
    unit_word: str = ""
    baseline: int = 0

    @property
    def how(self) -> str:
        return self.measure or (Measure.SITES if self.target else Measure.MILESTONES)


def promise(
    programme: Programme, promised: Promised, *, by: User | None, at: datetime, key: UUID,
    came_of: Thing | None = None,
) -> Commitment:  # fmt: skip
    """Put a promise on the list; on one that is public it is public at once. It came of the
    resolution, proposal, need or case `came_of`. The same `key` is one."""
    on = timezone.localdate(at)
    policy.require_steward(by, programme.unit, programme.place, on=on)
    _check(programme, promised)
    commitment = _built(programme, promised, key=key)
    try:
        with transaction.atomic():
            _insert(programme, commitment, by=by, at=at)
            if came_of is not None:
                lineage.link(
                    came_of, Thing.of(commitment), district_id=programme.district_id,
                    how="promised", by=by, at=at,
                )  # fmt: skip
            if programme.state == ProgrammeState.PUBLISHED:
                entry = make_public(commitment, by=by, at=at)
                telling.tell_owner("promise_given", commitment, entry=entry)
    except IntegrityError:  # the key has been used, perhaps
        rows = Commitment.objects.filter(district_id=programme.district_id, key=key)
        first: Commitment | None = rows.whole().first()
        if first is None:
            raise
        return first
    return commitment


def make_public(commitment: Commitment, *, by: User | None, at: datetime) -> Any:
    """What it says now is its original. Returns the entry."""
    entry = COMMITMENT.apply(
        commitment, "publish", by=by, at=at, published_on=timezone.localdate(at),
        first_title=commitment.title, first_target=commitment.target,
        first_due_on=commitment.due_on,
    )  # fmt: skip
    telling.everybody(commitment, "published", entry=entry, text=commitment.title)
    return entry


@transaction.atomic
def change(
    commitment: Commitment,
    *,
    reason: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
    **new: Any,
) -> None:
    """Give it another `title`, `target` or `due_on`. Once public this needs a reason, and the
    original stays beside it."""
    programme = commitment.programme
    policy.require_steward(by, programme.unit, programme.place, on=timezone.localdate(at))
    timeline.refuse_repeated(commitment, key)
    news = {
        name: value
        for name, value in new.items()
        if name in CHANGEABLE and value != getattr(commitment, name)
    }
    _check_change(commitment, news, reason)
    if commitment.state == CommitmentState.PLANNED:
        first = {f"first_{name}": value for name, value in news.items()}
        timeline.append(commitment, "redraft", by=by, at=at, key=key, changes=news | first)
        return
    entry = timeline.append(
        commitment, "change", by=by, at=at, key=key, note=reason.strip()[:500],
        audience=Audience.PUBLIC, changes=news,
    )  # fmt: skip
    telling.everybody(commitment, "changed", entry=entry, text=reason.strip())


@transaction.atomic
def add_milestone(
    commitment: Commitment,
    title: str,
    *,
    due_on: date,
    weight: int = 1,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Milestone:
    """A step on the way, heavier or lighter than the others. The same `key` is one."""
    _require_open(commitment, by, at=at)
    if not title.strip():
        raise Refusal(_("请写这一步做什么。"), field="title")
    if not 1 <= weight <= HEAVIEST:
        raise Refusal(_("权重是 1 到 100。"), field="weight")
    row, is_new = Milestone.objects.get_or_create(
        district_id=commitment.district_id, key=key,
        defaults={
            "commitment": commitment, "title": title.strip()[:120], "weight": weight,
            "due_on": due_on,
        },
    )  # fmt: skip
    if is_new:
        said = f"{row.title}（{due_on.isoformat()}）"
        timeline.append(
            commitment, "add_milestone", by=by, at=at, note=said, audience=Audience.PUBLIC
        )
    return row


@transaction.atomic
def add_site(
    commitment: Commitment,
    name: str,
    *,
    place: Place,
    count: int = 1,
    point: tuple[float, float] | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Site:
    """Where some of it is built: `count` of them; `point` is longitude and latitude, by default
    those of the place. The same `key` is one, and so is the same name."""
    _require_open(commitment, by, at=at)
    if place.district_id != commitment.district_id:
        raise Refusal(_("这个单位或地点不在本辖区。"), field="place")
    if not name.strip():
        raise Refusal(_("请写点位在哪里。"), field="name")
    if count < 1:
        raise Refusal(_("数量至少是 1。"), field="count")
    lon, lat = point or (place.lon, place.lat)
    same = Site.objects.filter(district_id=commitment.district_id, key=key)
    if first := same.first():
        return first
    row, is_new = Site.objects.get_or_create(
        district_id=commitment.district_id, commitment=commitment, name=name.strip()[:120],
        defaults={"key": key, "place": place, "count": count, "lon": lon, "lat": lat},
    )  # fmt: skip
    if is_new:
        timeline.append(
            commitment, "add_site", by=by, at=at, note=row.name, audience=Audience.PUBLIC
        )
    return row


def _insert(
    programme: Programme, commitment: Commitment, *, by: User | None, at: datetime
) -> None:
    """With the next number of its list, which is locked meanwhile."""
    rows = Programme.objects.select_for_update(of=("self",), no_key=True)
    same = rows.get(district_id=programme.district_id, pk=programme.pk)
    if same.state == ProgrammeState.ENDED:
        raise Refusal(_("这份清单已经收官，不能再添加承诺。"), code="ended")
    listed = Commitment.objects.filter(district_id=programme.district_id, programme=programme)
    commitment.number = (listed.aggregate(last=Max("number"))["last"] or 0) + 1
    prefix = f"{programme.district.ref_prefix}C"
    commitment.ref = next_ref(programme.district_id, prefix, at=at)
    timeline.begin(commitment, "promise", by=by, at=at, audience=Audience.STAFF)


def _built(programme: Programme, promised: Promised, *, key: UUID) -> Commitment:
    title = promised.title.strip()[:160]
    return Commitment(
        district=programme.district, key=key, programme=programme, title=title, first_title=title,
        about=promised.about.strip()[:2000], chapter=promised.chapter.strip()[:80],
        owner=promised.owner, helpers=promised.helpers.strip()[:200],
        place=promised.place or programme.place, measure=promised.how, target=promised.target,
        first_target=promised.target, unit_word=promised.unit_word.strip()[:12],
        baseline=promised.baseline, due_on=promised.due_on, first_due_on=promised.due_on,
    )  # fmt: skip


def _require_open(commitment: Commitment, by: User | None, *, at: datetime) -> None:
    policy.require_owner(by, commitment, on=timezone.localdate(at))
    if commitment.state not in (CommitmentState.PLANNED, CommitmentState.RUNNING):
        raise Refusal(_("这条承诺已经报完成或有了结果，不能再改。"), code="over")


def _check(programme: Programme, promised: Promised) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    for thing, field in ((promised.owner, "owner"), (promised.place, "place")):
        if thing is not None and thing.district_id != programme.district_id:
            raise Refusal(_("这个单位或地点不在本辖区。"), field=field)
    if not promised.title.strip():
        raise Refusal(_("请写明承诺做什么。"), field="title")
    if promised.how not in Measure.values:
        raise Refusal(_("请从列表中选择。"), field="measure")
    if promised.how != Measure.MILESTONES and not promised.target:
        raise Refusal(_("按数量计算进度要写目标数。"), field="target")
    if promised.target and not promised.unit_word.strip():
        raise Refusal(_("请写计量单位，例如“部”“个”。"), field="unit_word")
    if promised.due_on < programme.starts_on:
        raise Refusal(_("完成时限不能早于清单的开始日期。"), field="due_on")


def _check_change(commitment: Commitment, news: dict[str, Any], reason: str) -> None:
    if commitment.state == CommitmentState.SETTLED:
        raise Refusal(_("这条承诺已经报完成或有了结果，不能再改。"), code="over")
    if not news:
        raise Refusal(_("没有要改的内容：请改承诺内容、目标数或时限。"), code="same")
    if "title" in news and not str(news["title"]).strip():
        raise Refusal(_("请写明承诺做什么。"), field="title")
    if "target" in news and commitment.measure != Measure.MILESTONES and not news["target"]:
        raise Refusal(_("按数量计算进度要写目标数。"), field="target")
    if commitment.state != CommitmentState.PLANNED and not reason.strip():
        raise Refusal(_("已公布的承诺，改动要写明原因，原来的内容会一直公开。"), field="reason")
