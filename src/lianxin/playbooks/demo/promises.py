"""Lists of promises in the demo town: 57 of them, in every state, with sites, pictures, comments
and ratings."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.commitments import actions
from lianxin.commitments.actions import Draft, Promised, drawing_up, voices
from lianxin.commitments.actions.evidence import Proof, make_evidence_ready
from lianxin.commitments.models import Commitment, Evidence, PhotoState, Programme
from lianxin.network.models import District, Organisation, Place
from lianxin.papers.pictures import Upload
from lianxin.playbooks.demo import pictures
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("6f6f0c1a-30d7-4a57-9d2b-0b8a51c7d3e4")
DAY: Final = timedelta(days=1)
OVER: Final = frozenset({"KEPT", "PARTLY", "NOT_KEPT"})
SAID_AGO: Final = 6  # days, of what goes well
SILENT: Final = 44  # days, of what nobody reports on


def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many promises there are."""
    found = Commitment.objects.filter(district_id=district.pk)
    if not found.exists():
        _Maker(district, at).make()
    for row in Evidence.objects.filter(district_id=district.pk, state=PhotoState.PENDING):
        make_evidence_ready.func(str(row.pk))
    return found.count()


@dataclass
class _Maker:
    district: District
    at: datetime

    @transaction.atomic
    def make(self) -> None:
        told, rows = load("promises"), dict[tuple[str, int], Commitment]()
        units = Organisation.objects.filter(district_id=self.district.pk)
        self.units = {unit.code: unit for unit in units.select_related("place")}
        self.places = {
            place.code: place for place in Place.objects.filter(district_id=self.district.pk)
        }
        for one in told["lists"]:
            for number, row in enumerate(self._list(one), start=1):
                rows[one["code"], number] = row
        for one in told["comments"]:
            self._comment(rows[one["list"], one["item"]], one)
        for one in told["ratings"]:
            self._rate(rows[one["list"], one["item"]], one)

    def _list(self, told: dict[str, Any]) -> list[Commitment]:
        today = timezone.localdate(self.at)
        starts, year = today + told["starts"] * DAY, today.year
        place = self.places.get(told["place"]) or self._root()
        draft = Draft(
            told["kind"], told["title"] % {"year": year, "before": year - 1},
            self.units[told["unit"]], place, starts, today + told["ends"] * DAY,
            about=told.get("about", ""), year=year - 1 if told.get("ended") else year,
        )  # fmt: skip
        begun = self.at + told["starts"] * DAY
        begun = min(begun, self.at - DAY)
        programme = actions.draw_up(
            self.district, draft, by=None, at=begun, key=uuid5(KEYS, told["code"])
        )
        rows = [self._promise(programme, one, at=begun) for one in told["items"]]
        for base in told.get("bases", ()):
            unit = self.units[base["unit"]]
            drawing_up.add_base(
                programme, base["name"], unit=unit, note=base["note"], by=None, at=begun
            )
        if told.get("draft"):
            return rows
        actions.publish(programme, by=None, at=begun + DAY)
        for row, one in zip(rows, told["items"], strict=True):
            self._lead(self._fresh(row), one, begun=begun + DAY)
        if told.get("ended"):
            actions.end(programme, by=None, at=self.at + told["ends"] * DAY)
        return rows

    def _promise(self, programme: Programme, told: dict[str, Any], *, at: datetime) -> Commitment:
        due_on = self._on(told["due"]) - told.get("later", 0) * DAY
        wanted = Promised(
            told["title"], self.units[told["owner"]], due_on, about=told.get("about", ""),
            chapter=told.get("chapter", ""), helpers=told.get("helpers", ""),
            measure=told.get("measure", ""), target=told.get("first", told.get("target")),
            unit_word=told.get("word", ""), baseline=told.get("baseline", 0),
        )  # fmt: skip
        key = uuid5(KEYS, f"{programme.ref} {told['title']}")
        row = self._fresh(actions.promise(programme, wanted, by=None, at=at, key=key))
        for number, (title, weight, due, _done) in enumerate(told.get("steps", ())):
            actions.add_milestone(
                row, title, due_on=self._on(due), weight=weight, by=None, at=at,
                key=uuid5(key, f"step {number}"),
            )  # fmt: skip
        self._sites(row, told, at=at, key=key)
        return row

    def _sites(self, row: Commitment, told: dict[str, Any], *, at: datetime, key: UUID) -> None:
        """As many as there are places, and what is done at one comes first."""
        codes = told.get("places", ())
        if not codes:
            return
        parts = _shared(told["done"], len(codes)), _shared(told["target"] - told["done"], 3)
        for n, count in enumerate(part for side in parts for part in side):
            if not count:
                continue
            place = self.places[codes[n % len(codes)]]
            actions.add_site(
                row, f"{place.name}第 {n + 1} 处", place=place, count=count,
                point=_near(place, n), by=None, at=at, key=uuid5(key, f"site {n}"),
            )  # fmt: skip

    def _lead(self, row: Commitment, told: dict[str, Any], *, begun: datetime) -> None:
        """As far as its state says, the last word so many days ago."""
        state = told["state"]
        if state in ("WAITING", "DRAFT"):
            return
        ago = SILENT if state == "QUIET" else SAID_AGO
        over = self.at + told["due"] * DAY - DAY
        last = max(min(self.at - ago * DAY, over), begun + DAY)
        self._reach(row, told, at=last)
        if state == "CHANGED":
            self._change(row, told, at=last)
        if state in OVER | {"DONE"} and state not in ("PARTLY", "NOT_KEPT"):
            actions.finish(row, text="全部完成，佐证都在下面。", by=None, at=last)
        elif state not in OVER:
            actions.report(row, text=_word(state), by=None, at=last)
        if state in OVER:
            proof = Proof(title="结果认定表")
            actions.settle(
                row, outcome=state, note=told["note"], proof=proof, by=None, at=last + DAY
            )

    def _reach(self, row: Commitment, told: dict[str, Any], *, at: datetime) -> None:
        steps = list(row.milestones.order_by("due_on", "pk"))
        for mark, (_title, _weight, due, done) in zip(steps, _sorted(told), strict=True):
            if done:
                day = min(self.at + due * DAY, at)
                mark.commitment = row
                proof = self._proof(told, mark.title)
                actions.reach(mark, proof=proof, on=timezone.localdate(day), by=None, at=at)
        left = told.get("done", 0)
        for site in row.sites.select_related("place").order_by("pk"):
            if site.count <= left:
                left -= site.count
                site.commitment = row
                proof = self._proof(told, site.name)
                actions.build(site, proof=proof, by=None, at=at)
        if told.get("value") and told.get("measure") == "VALUE":
            proof = Proof(title="季度统计表")
            actions.report(
                row, text="按季度报一次。", value=told["value"], proof=proof, by=None, at=at
            )

    def _proof(self, told: dict[str, Any], what: str) -> Proof:
        """A picture where the promise has a scene, else a paper."""
        if not told.get("scene"):
            return Proof(title=f"{what}验收单")
        content = pictures.draw(told["scene"], len(what) % 3)
        mark = what.encode()  # behind the picture, so that each is another one
        upload = Upload(f"{what}.jpg", len(content), io.BytesIO(content + mark))
        return Proof(photos=[upload], title=what)

    def _change(self, row: Commitment, told: dict[str, Any], *, at: datetime) -> None:
        new: dict[str, Any] = {"due_on": self._on(told["due"])}
        if "first" in told:
            new["target"] = told["target"]
        actions.change(row, reason=told["reason"], by=None, at=at, **new)

    def _comment(self, row: Commitment, told: dict[str, Any]) -> None:
        said_at = self.at - 5 * DAY
        said = voices.Said(told["text"], name=told["name"])
        key = uuid5(KEYS, told["text"])
        made = voices.comment(self._fresh(row), said, at=said_at, key=key)
        made.commitment = self._fresh(row)
        if told.get("hidden"):
            voices.hide(made, reason=told["hidden"], by=None, at=said_at + DAY)
        elif not told.get("waiting"):
            voices.show(made, by=None, at=said_at + DAY)
        if told.get("answer"):
            voices.answer(made, text=told["answer"], by=None, at=said_at + 2 * DAY)

    def _rate(self, row: Commitment, told: dict[str, Any]) -> None:
        rng = Random(row.ref)
        for n, stars in enumerate(told["stars"]):
            voices.rate(
                self._fresh(row), stars=stars, phone=f"139{rng.randrange(10**8):08d}",
                at=self.at - DAY, key=uuid5(KEYS, f"{row.ref} {n}"),
            )  # fmt: skip

    def _root(self) -> Place:
        return next(place for place in self.places.values() if place.parent_id is None)

    def _on(self, days: int) -> date:
        return timezone.localdate(self.at) + days * DAY

    def _fresh(self, row: Commitment) -> Commitment:
        rows = Commitment.objects.filter(district_id=self.district.pk)
        found: Commitment = rows.whole().get(pk=row.pk)
        return found


def _sorted(told: dict[str, Any]) -> list[Any]:
    return sorted(told.get("steps", ()), key=lambda step: step[2])


def _shared(count: int, parts: int) -> list[int]:
    """`count` in so many nearly equal parts."""
    return [count // parts + (n < count % parts) for n in range(parts)]


def _near(place: Place, n: int) -> tuple[float, float] | None:
    """A little away from the middle of the place, each in another direction."""
    if place.lon is None or place.lat is None:
        return None
    rng = Random(f"{place.code} {n}")
    return place.lon + rng.uniform(-0.004, 0.004), place.lat + rng.uniform(-0.003, 0.003)


def _word(state: str) -> str:
    words = {
        "LATE": "有一处协调没有谈下来，晚了，正在想办法补。",
        "NEAR": "快到期了，剩下的这个月办完。",
        "QUIET": "前期准备已经做完，等下一步。",
        "CHANGED": "按改后的目标推进。",
    }
    return words.get(state, "按计划推进，没有拖。")
