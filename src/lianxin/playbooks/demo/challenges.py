"""What the demo town has put out to be solved, in every state: through the actions, up to now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.challenges import queries
from lianxin.challenges.actions import applying, deciding, delivering, putting, reviewing
from lianxin.challenges.actions.putting import Course, Criterion
from lianxin.challenges.models import Application, Challenge
from lianxin.challenges.states import FEWEST_REVIEWS
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.actions.listings import Draft
from lianxin.kernel import privacy
from lianxin.network.models import District, Organisation, User
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("6f3a2c58-8f0e-4a0b-9a1d-2f1f7f6e4b10")
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
FEN: Final = 100
WORK: Final = 20  # hour of the day at which challenges close
SCORED: Final = {"REVIEWING": 2}  # reviews so far; of the others all are in
STAGES: Final = (("小试", 30, 0.3), ("样品检测", 60, 0.3), ("现场应用", 120, 0.4))
DONE_STAGES: Final = {"AWARDED": 1, "DONE": 3, "STOPPED": 0}


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> int:
    """Unless there are some. Returns how many challenges there are."""
    found = Challenge.objects.filter(district_id=district.pk)
    if not found.exists():
        book = load("challenges")
        _Board(district, book, Random(f"challenges{seed}"), at).fill()
    return found.count()


@dataclass
class _Board:
    district: District
    book: Mapping[str, Any]
    rng: Random
    at: datetime

    def fill(self) -> None:
        units = Organisation.objects.filter(district_id=self.district.pk).select_related("place")
        self.units = {unit.code: unit for unit in units}
        self.judges = list(
            User.objects.filter(
                district_id=self.district.pk, username__in=self.book["reviewers"]
            ).order_by("username")
        )
        for row in self.book["rows"]:
            self._play(row)

    def _key(self, *parts: object) -> UUID:
        return uuid5(KEYS, " ".join(str(part) for part in parts))

    def _play(self, row: Mapping[str, Any]) -> None:
        begun = self.at - row["ago"] * DAY
        challenge = self._put_out(row, begun)
        for text, answer in row["questions"]:
            asked = begun + DAY * self.rng.uniform(0.5, 2)
            question = putting.ask(challenge, text, at=asked, key=self._key(row["title"], text))
            if answer:
                putting.answer(question, answer, by=None, at=asked + DAY)
        teams = [self._apply(challenge, row, *team) for team in row.get("teams", ())]
        if row["state"] in ("ASKING", "APPLYING"):
            return
        closed = self._closes(row) + HOUR
        self._review(challenge, teams, closed, SCORED.get(row["state"], len(self.judges)))
        if row["state"] != "REVIEWING":
            self._decide(self._fresh(challenge), row)

    def _put_out(self, row: Mapping[str, Any], begun: datetime) -> Challenge:
        unit = self.units[row["unit"]]
        asked_until = timezone.localdate(begun + (row["days"][0] - 8) * DAY)
        draft = Draft(
            kind="CHALLENGE",
            title=row["title"],
            text=row["text"],
            provider=unit,
            details={
                **{name: row[name] for name in ("fields", "goal", "reward", "conditions")},
                "questions_until": asked_until.isoformat(),
            },
            mode="ONLINE",
            area=unit.place,
            contact="揭榜联络",
            phone=unit.hotline or "0532-88689100",
            closes_at=self._closes(row),
            confirm_days=183,
        )
        course = Course(
            [Criterion(*one) for one in self.book["criteria"]],
            decide_on=timezone.localdate(begun + row["days"][1] * DAY),
            rounds=row.get("rounds", 1),
        )
        key = self._key(row["title"])
        made = putting.put_out(self.district, draft, course, by=None, at=begun, key=key)
        return self._fresh(made)

    def _closes(self, row: Mapping[str, Any]) -> datetime:
        moment = timezone.localtime(self.at - row["ago"] * DAY + row["days"][0] * DAY)
        return moment.replace(hour=WORK, minute=0, second=0, microsecond=0)

    def _apply(self, challenge: Challenge, row: Mapping[str, Any], team: str, code: str) -> Any:
        unit = self.units.get(code)
        told = applying.Told(
            team=team,
            members="带头人一名，技术两名，现场一名。名单见材料。",
            plan=f"先做小试，再在本区试用。目标：{row['goal']}费用按阶段列。",
            organisation=unit,
            who=Who(name="项目联系人", phone=f"1360000{self.rng.randrange(10000):04}"),
        )
        moment = min(self._closes(row), self.at) - self.rng.uniform(2, 100) * HOUR
        moment = max(moment, challenge.opened_at + HOUR)
        key = self._key(row["title"], team)
        claim = applying.apply(challenge, told, at=moment, key=key).claim
        return queries.applications(challenge).get(claim=claim)

    def _review(
        self,
        challenge: Challenge,
        teams: Sequence[Application],
        at: datetime,
        count: int,
    ) -> None:
        """Who holds a seat in a unit that applies abstains from it."""
        for user in self.judges:
            key = self._key(challenge.pk, user.username)
            reviewing.appoint(challenge, user, by=None, at=challenge.opened_at, key=key)
        for application in teams:
            for number, user in enumerate(self.judges):
                self._judge(application, user, at + number * HOUR, is_scored=number < count)

    def _judge(
        self, application: Application, user: User, at: datetime, *, is_scored: bool
    ) -> None:
        from lianxin.challenges.policy import is_interested  # noqa: PLC0415  read here alone

        has_conflict = is_interested(user, application, on=timezone.localdate(at))
        text = "同一个单位" if has_conflict else ""
        reviewing.declare(application, has_conflict=has_conflict, text=text, by=user, at=at)
        if has_conflict or not is_scored:
            return
        points = {
            one["code"]: self.rng.randint(one["most"] // 2, one["most"])
            for one in application.challenge.criteria
        }
        said = self.rng.choice(self.book["praise"])
        key = self._key(application.pk, user.username, application.challenge.round)
        reviewing.give(application, points, text=said, by=user, at=at, key=key)

    def _decide(self, challenge: Challenge, row: Mapping[str, Any]) -> None:
        at = min(self.at - DAY, self._closes(row) + 12 * DAY)
        standing = queries.standing_in(challenge)
        reasons = {one.pk: "评分靠前，路线和费用都说得清。" for one in standing}
        best = max(standing, key=self._points)
        for one in set(standing) - {best}:
            reasons[one.pk] = "方案没有写清怎样达到指标，建议补充小试数据后再报。"
        if row["state"] == "FAILED":
            note = "只有一份申请，达不到坐果率的指标，明年再发。"
            deciding.fail(challenge, reasons, note=note, by=None, at=at)
        elif row["state"] == "ROUNDS":
            chosen = sorted(standing, key=self._points)[1:]
            final = timezone.localdate(self.at + 14 * DAY)
            deciding.advance(challenge, chosen, reasons, decide_on=final, by=None, at=at)
        else:
            deciding.award(challenge, best, reasons, by=None, at=at)
            self._carry_out(self._fresh(challenge), row, at)

    @staticmethod
    def _points(application: Application) -> float:
        """The average of what counts; nothing where there are too few."""
        totals = [review.total for review in queries.counting(application, round_=1)]
        return sum(totals) / len(totals) if len(totals) >= FEWEST_REVIEWS else 0.0

    def _carry_out(self, challenge: Challenge, row: Mapping[str, Any], begun: datetime) -> None:
        team = challenge.awarded
        assert team is not None  # just awarded
        reward, done = row["reward"] * FEN, DONE_STAGES[row["state"]]
        code = privacy.tracking_code(team.claim_id)
        for number, (title, days, share) in enumerate(STAGES):
            due = begun + days * DAY
            milestone = delivering.plan(
                challenge, title=title, text="报告和照片", due_on=timezone.localdate(due),
                pay_fen=int(reward * share), by=None, at=begun + DAY,
                key=self._key(challenge.pk, title),
            )  # fmt: skip
            moment = min(due - DAY, self.at - DAY)
            if number < done + (row["state"] == "AWARDED"):
                delivering.report(milestone, text=f"{title}已完成。", code=code, at=moment)
            if number < done:
                delivering.accept(milestone, paid_fen=milestone.pay_fen, by=None, at=moment + HOUR)
        if row["state"] == "DONE":
            delivering.finish(challenge, note="指标达到。", by=None, at=self.at - DAY)
        if row["state"] == "STOPPED":
            moment = begun + 40 * DAY
            delivering.stop(challenge, note="企业换了电动车，不需要了。", by=None, at=moment)

    def _fresh(self, challenge: Challenge) -> Challenge:
        rows: Any = Challenge.objects.filter(district_id=self.district.pk)
        found: Challenge = rows.whole().get(pk=challenge.pk)
        return found
