"""What the worker does with a case that has just come in: understand it, and send it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import likeness, queries
from lianxin.cases.actions import deed, directing, dispatch, joining
from lianxin.cases.clocks import Clocks
from lianxin.cases.likeness import Matter
from lianxin.cases.models import Case, ClassedBy, Classifier, Reading
from lianxin.cases.rules import Rules
from lianxin.kernel import work
from lianxin.kernel.database import rows
from lianxin.kernel.database.composed import composed
from lianxin.language import classify, danger, taxonomy
from lianxin.language.similar import Like
from lianxin.language.values import ClassWords, Guess

if TYPE_CHECKING:
    from lianxin.language.model import Classifier as Classified


@work.task(priority=5)
def understand(district_id: int, case_id: str) -> None:
    """Queued when a case is filed."""
    for case in _whole(district_id, UUID(case_id)):
        if case.is_open:
            read(case, at=timezone.now())


@work.task(priority=-5, queue=work.LONG)
def understand_later(district_id: int, case_id: str) -> None:
    """Queued for each open row of a ledger: whoever reports something now goes before."""
    understand.func(district_id, case_id)


@composed
def _whole(district_id: int, case_id: UUID) -> QuerySet[Case]:
    return Case.objects.whole().filter(district_id=district_id, pk=case_id)


@composed
def _readings(district_id: int, case_id: UUID) -> QuerySet[Reading]:
    return Reading.objects.filter(district_id=district_id, case_id=case_id)


def read(case: Case, *, at: datetime) -> Reading:
    """Understand one case, once: its class with the words that decided, dangers, its unit.

    Above the playbook's threshold the case is classed by itself, and assigned by the rules if it
    still waits at the desk; below it the desk chooses among the guesses. A danger raises it to
    the urgent grade, whatever its class, and is sent on even when another like it is known. A
    second call changes nothing.
    """
    if done := _readings(case.district_id, case.pk):
        return done[0]
    rules = queries.rules_of(case.district_id)
    found = impression(case, rules, at=at)
    with transaction.atomic():
        reading = Reading(
            district_id=case.district_id,
            case=case,
            classifier=found.classifier,
            guesses=found.guesses,
            dangers=found.dangers,
            likes=[
                {"id": str(one.key), "score": round(one.score, 3), "words": [*one.words]}
                for one in found.likes
            ],
            read_at=at,
        )
        rows.insert(reading)
        _act(case, found, rules, at=at)
    return reading


@dataclass(frozen=True)
class Impression:
    """What a text tells, before anything is done about it. `classifier` is the version that
    guessed, 0 as shipped."""

    classifier: int
    guesses: list[dict[str, Any]]
    dangers: list[dict[str, str]]
    likes: list[Like[UUID]]


def impression(case: Case, rules: Rules, *, at: datetime) -> Impression:
    """Read `case`, which need not be saved. Writes nothing."""
    said = f"{case.subject}\n{case.text}"
    kind = "" if case.kind == rules.default_kind else case.kind  # else nobody has said so
    guesses, version = guess(case.district_id, said, rules=rules, kind=kind)
    known = [
        {"code": one.code, "confidence": round(one.confidence, 3), "words": [*one.words]}
        for one in guesses
    ]
    dangers = [
        {"kind": one.kind, "words": case.text[one.start : one.end]}
        for one in danger.find_danger(case.text)
    ]
    return Impression(version, known, dangers, _likes(case, known, rules, at=at))


def _likes(
    case: Case, guesses: Sequence[dict[str, object]], rules: Rules, *, at: datetime
) -> list[Like[UUID]]:
    """Which cases nearby are like this one, in the class that it has or is about to get."""
    is_classed = case.class_code or not is_sure(case, guesses, rules)
    code = case.class_code if is_classed else str(guesses[0]["code"])
    return likeness.find(replace(Matter.of(case), class_code=code), at=at)


def guess(district_id: int, text: str, *, rules: Rules, kind: str = "") -> tuple[list[Guess], int]:
    """The likeliest classes, and the version of the classifier that says so (0: as shipped). With
    a `kind` only its classes: what comes in as a firm's matter is one."""
    version = next((version for (version,) in _used(district_id)), 0)
    found = _classifier(district_id, version, () if version else class_words(rules))
    among = {one.code for one in rules.classes_of(kind)} if kind else None
    return found.classify(text, among=among), version


@composed
def _used(district_id: int) -> QuerySet[Classifier, tuple[int]]:
    used = Classifier.objects.filter(district_id=district_id, is_used=True)
    return used.order_by("id").values_list("version")[:1]


def class_words(rules: Rules) -> tuple[ClassWords, ...]:
    """The classes of the playbook in the words that people use for them."""
    return tuple(
        taxonomy.words_of(one.code, label=one.label.zh, examples=one.examples)
        for one in rules.classes.values()
    )


@lru_cache(maxsize=8)
def _classifier(district_id: int, version: int, classes: tuple[ClassWords, ...]) -> Classified:
    if not version:
        return classify.shipped(classes)
    row = Classifier.objects.get(district_id=district_id, version=version)
    return classify.load(bytes(row.data))


def is_sure(case: Case, guesses: Sequence[dict[str, object]], rules: Rules) -> bool:
    """Whether the likeliest class is beyond doubt, and not another than the requester's own."""
    if not guesses or guesses[0]["code"] not in rules.classes:
        return False
    is_agreed = case.class_code in ("", guesses[0]["code"])
    return is_agreed and float(str(guesses[0]["confidence"])) >= rules.understanding.threshold


def _act(case: Case, found: Impression, rules: Rules, *, at: datetime) -> None:
    if not case.is_open:
        return
    if case.classed_by == ClassedBy.STAFF:
        joining.propose(case, found.likes, at=at)
        return
    sure = is_sure(case, found.guesses, rules)
    changes = changed_by(case, found, rules)
    if changes:
        clocks = Clocks(case, at=at)
        clocks.hasten(
            grade=changes.get("grade", case.grade),
            class_code=changes.get("class_code", case.class_code),
        )
        note = _why(found, is_sure=sure)
        deed.record(case, "classify", by=None, clocks=clocks, note=note, changes=changes)
    is_held = joining.propose(case, found.likes, at=at) and not found.dangers
    way = directing.direct(case, at=at, may_assign=sure and not is_held)
    if way.is_automatic and way.unit:
        dispatch.assign(case, to=way.unit, by=None, at=at, note=_("按规则自动分派"))


def changed_by(case: Case, found: Impression, rules: Rules) -> dict[str, str]:
    """Which columns of `case` get which values, without asking anybody."""
    changes = {}
    if is_sure(case, found.guesses, rules) and not case.class_code:
        known = rules.classes[found.guesses[0]["code"]]
        changes = {
            "class_code": known.code,
            "classed_by": ClassedBy.MACHINE.value,
            "kind": known.kind,
            "grade": known.grade or rules.default_grade,
        }
    if found.dangers and rules.urgent_grade and not rules.is_urgent(case.grade):
        changes["grade"] = rules.urgent_grade
    elif found.dangers:
        changes.pop("grade", None)  # urgent since it was filed; a class makes it no less
    return changes


def _why(found: Impression, *, is_sure: bool) -> str:
    words = [danger["words"] for danger in found.dangers]
    if words:
        return _("自动识别：出现“%s”") % "”“".join(words)
    if is_sure and found.guesses[0]["words"]:
        return _("自动识别：依据“%s”") % "”“".join(found.guesses[0]["words"])
    return ""
