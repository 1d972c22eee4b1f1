"""Load the demo town: ground, units, people, and a year of cases up to now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from lianxin.cases import findable
from lianxin.cases.actions import learning, photos
from lianxin.cases.models import Case, Classifier, Photo, PhotoState, Rulebook
from lianxin.cases.queries import rules_of
from lianxin.catalogue import findable as listed
from lianxin.insight import actions as insight
from lianxin.kernel import calendar, reference
from lianxin.kernel.models import Counter, Entry
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, Place, User
from lianxin.outbox import actions as outbox
from lianxin.playbooks import loader
from lianxin.playbooks.demo import (
    bodies,
    casebook,
    chains,
    challenges,
    collections,
    events,
    exchange,
    fairs,
    gatherings,
    groups,
    halls,
    hard,
    introductions,
    lately,
    matching,
    partners,
    people,
    plain,
    posts,
    promises,
    publishing,
    shelf,
    studies,
    surveys,
    together,
    visits,
    volunteering,
)
from lianxin.playbooks.demo.ground import CODE, TownGround
from lianxin.playbooks.demo.multiply import Multiplier
from lianxin.playbooks.demo.plan import Plan
from lianxin.playbooks.demo.stage import Stage
from lianxin.playbooks.holidays import seed_calendar

log = logging.getLogger(__name__)
KEYS = UUID("7d3c1a52-4f0e-4b54-9a39-0d1c55b1e5a1")
SIZES = {"town": 2_000, "district": 200_000}
PLAYED = 2_000  # by the actions; what is beyond are copies of these
YEAR = timedelta(days=365)
CHUNK = timedelta(days=7)
FILLED = "DEMO"  # the counter that says of how many cases the whole town is
READY = 60  # pictures
LEARNED = timedelta(days=60)
UNREAD = timedelta(days=2)  # older messages have been read
Tell = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass(frozen=True)
class Loaded:
    district: District
    cases: int
    is_new: bool


def load(
    *,
    at: datetime,
    count: int = SIZES["town"],
    played: int = PLAYED,
    seed: int = 1,
    tell: Tell | None = None,
) -> Loaded:
    """Bring the demo town to `count` cases. Safe to interrupt: what was done is kept in whole
    weeks, of copies in whole days, and the next call goes on there. A town that is complete stays
    as it is.

    `played` of them come about by the actions, the others are copies of those.
    """
    tell = tell or (lambda _what, _done, _whole: None)
    ground = TownGround(seed)
    with outbox.inbox_only():
        district, begin = _settle(ground, at=at, seed=seed)
        before = _size(district)
        done = _played_until(district, begin)
        meeting, favourites = rules_of(district.pk).meeting, people.units_of_visitors()
        plan = Plan(ground, meeting, begin, begin + YEAR, min(count, played), seed, favourites)
        if done < plan.now:
            with reference.steady():
                _play(district, plan, since=done, tell=tell)
            _make_photos_ready(district)
            hard.fill(district, at=plan.now)
        if before < count and count > played:
            with reference.steady():
                _multiply(district, ground, plan, count, tell)
            _read_old_messages(district, at=plan.now - UNREAD)
        if not _is_filled(district, count):
            _fill(district, plan, count, tell=tell)
            Counter.objects.update_or_create(
                district_id=district.pk, series=FILLED, defaults={"value": count}
            )
    return Loaded(district, _size(district), is_new=before < _size(district))


def _is_filled(district: District, count: int) -> bool:
    """Whether all that it shows beside its cases is there, too."""
    rows = Counter.objects.filter(district_id=district.pk, series=FILLED, value__gte=count)
    return rows.exists()


def _fill(district: District, plan: Plan, count: int, *, tell: Tell) -> None:
    casebook.fill(district, at=plan.now, seed=plan.seed)
    exchange.fill(district, at=plan.now, seed=plan.seed)
    if plan.count >= together.LEAST:
        _fill_rooms(district, at=plan.now, seed=plan.seed)
        visits.fill(district, at=plan.now, seed=plan.seed, cases=count)
    if count >= SIZES["district"]:
        posts.fill(district, at=plan.now, tell=tell, seed=plan.seed)
    findable.reindex(district.pk, tell=tell)
    listed.note_form(district.pk)
    while insight.count_stale_days(district.pk, at=plan.now):
        pass


def _fill_rooms(district: District, *, at: datetime, seed: int) -> None:
    """What a town of some size shows beside its cases and orders."""
    for room in (shelf, challenges, introductions, volunteering, together, matching, events):
        room.fill(district, at=at, seed=seed)
    rooms = (
        publishing, collections, partners, chains, groups, promises, studies, bodies, gatherings,
        halls, surveys, fairs, plain,
    )  # fmt: skip
    for quiet in rooms:
        quiet.fill(district, at=at)
    lately.fill(district, at=at, seed=seed)  # of what is there by now


def _size(district: District) -> int:
    return Case.objects.filter(district_id=district.pk).count()


def _multiply(district: District, ground: TownGround, plan: Plan, count: int, tell: Tell) -> None:
    stories = {uuid5(KEYS, str(story.number)): story for story in plan.stories()}
    Multiplier(
        district,
        ground,
        stories,
        calendar.load(district.pk),
        plan.meeting,
        plan.now,
        count,
        plan.seed,
        uuid5(KEYS, "copies"),
    ).run(tell)


@transaction.atomic
def _settle(ground: TownGround, *, at: datetime, seed: int) -> tuple[District, datetime]:
    """The district, its people, and the moment its year began: a year before the first call."""
    book = Rulebook.objects.filter(district_id=CODE, version=1).first()
    if book:
        return District.objects.get(pk=CODE), book.put_at
    begin = (at - YEAR).replace(second=0, microsecond=0)
    seed_calendar()
    district = loader.put(ground.playbook(), at=begin).district
    units = {unit.code: unit for unit in Organisation.objects.filter(district_id=CODE)}
    places = {place.code: place for place in Place.objects.filter(district_id=CODE)}
    people.settle(
        district,
        units,
        places,
        begin=begin,
        at=at,
        password=settings.DEMO_PASSWORD,
        rng=Random(f"people{seed}"),
    )
    return district, begin


def _played_until(district: District, begin: datetime) -> datetime:
    """The end of the last week that is in the database."""
    last = (
        Entry.objects.filter(district_id=district.pk)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    if last is None:
        return begin - timedelta(seconds=1)
    weeks = (last - begin) // CHUNK + 1
    return min(begin + weeks * CHUNK, begin + YEAR)


def _play(district: District, plan: Plan, *, since: datetime, tell: Tell) -> None:
    stage = Stage(district, people.Roster(district), keys=KEYS)
    moments = stage.play(plan.stories(), since=since, until=plan.now)
    border = plan.begin
    while border <= since:
        border += CHUNK
    moment, ahead = next(moments, None), _milestones(district, plan)
    while moment is not None:
        with transaction.atomic():
            while moment is not None and moment <= border:
                tell("cases", int(plan.count * ((moment - plan.begin) / YEAR)), plan.count)
                if ahead and moment > ahead[0][0]:
                    ahead.pop(0)[1]()
                moment = next(moments, None)
        border += CHUNK
    log.info("deeds refused by the rules: %s", dict(stage.refused))


def _milestones(district: District, plan: Plan) -> list[tuple[datetime, Callable[[], object]]]:
    """What happens once on the way: the classes are learned from ten months of cases, so that the
    rest is understood better; and people read their messages."""
    learned, read = plan.now - LEARNED, plan.now - UNREAD
    return [
        (learned, partial(_learn, district, at=learned)),
        (read, partial(_read_old_messages, district, at=read)),
    ]


def _learn(district: District, *, at: datetime) -> None:
    if not Classifier.objects.filter(district_id=district.pk).exists():
        with suppress(Refusal):  # a small town has too little to learn from
            learning.learn(district.pk, at=at)


def _make_photos_ready(district: District) -> None:
    """The latest, so that a demo does not begin with grey squares; the worker does the rest."""
    pending = Photo.objects.filter(district_id=district.pk, state=PhotoState.PENDING)
    for pk in list(pending.order_by("-added_at").values_list("pk", flat=True)[:READY]):
        with transaction.atomic():
            photos.make_ready.func(str(pk))


def _read_old_messages(district: District, *, at: datetime) -> None:
    for user in User.objects.filter(district_id=district.pk):
        outbox.mark_all_read(by=user, at=at)
