"""How far a promise has come, and how it stands. Plain values in, plain values out.

Only what has evidence counts: a milestone by its weight, a site by its number. Nobody types in a
percentage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import pgettext_lazy

from lianxin.commitments.states import CommitmentState, Measure, Outcome

QUIET_DAYS: Final = 30  # without a word are not mentioned; the 31st is
REMINDED_AFTER: Final = timedelta(days=23)  # a week before everybody reads of the silence
NEAR: Final = timedelta(days=30)
WHOLE: Final = 100


class Light(models.TextChoices):
    """How a promise stands: a colour that never goes without its word."""

    WAITING = "WAITING", pgettext_lazy("promise", "未开始")
    ON_TRACK = "ON_TRACK", pgettext_lazy("promise", "按期推进")
    NEAR = "NEAR", pgettext_lazy("promise", "临近到期")
    LATE = "LATE", pgettext_lazy("promise", "滞后")
    DONE = "DONE", pgettext_lazy("promise", "完成")
    NOT_KEPT = "NOT_KEPT", pgettext_lazy("promise", "未兑现")


@dataclass(frozen=True)
class Step:
    """A milestone, as far as it counts."""

    weight: int
    due_on: date
    is_reached: bool


@dataclass(frozen=True)
class Standing:
    """What of a commitment is judged. `built` is how many there are at sites that are done;
    `value` what an indicator was last reported to be."""

    state: str
    measure: str
    due_on: date
    updated_on: date | None
    steps: tuple[Step, ...] = ()
    target: int | None = None
    baseline: int = 0
    built: int = 0
    value: int | None = None
    outcome: str = ""


def percent(of: Standing) -> int:
    """0 to 100, rounded down: what is not wholly done is not 100."""
    if of.measure == Measure.SITES:
        return _share(of.built, of.target or 0)
    if of.measure == Measure.VALUE:
        return _way(of)
    return _share(_weight(s for s in of.steps if s.is_reached), _weight(of.steps))


def _way(of: Standing) -> int:
    """How far from the baseline to the target, be it upwards or down."""
    if of.value is None or of.target is None:
        return 0
    way, gone = of.target - of.baseline, of.value - of.baseline
    if way == 0:
        return WHOLE if of.value == of.target else 0
    return _share(gone if way > 0 else -gone, abs(way))


def light(of: Standing, *, on: date) -> Light:
    if of.state == CommitmentState.SETTLED:
        return Light.DONE if of.outcome == Outcome.KEPT else Light.NOT_KEPT
    if of.state == CommitmentState.DONE:
        return Light.DONE
    if of.due_on < on or any(step.due_on < on and not step.is_reached for step in of.steps):
        return Light.LATE
    if of.due_on - on <= NEAR:
        return Light.NEAR
    return Light.ON_TRACK if percent(of) or of.updated_on else Light.WAITING


def quiet_days(state: str, updated_on: date | None, published_on: date, *, on: date) -> int:
    """For how many days nothing was reported of a running promise; 0 up to the 30th."""
    if state != CommitmentState.RUNNING:
        return 0
    days = (on - (updated_on or published_on)).days
    return days if days > QUIET_DAYS else 0


def _weight(steps: Iterable[Step]) -> int:
    return sum(step.weight for step in steps)


def _share(part: int, whole: int) -> int:
    return max(0, min(WHOLE, part * WHOLE // whole)) if whole > 0 else 0
