"""What the machine knows: search, its model, and rules tried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.casebook import queries as casebook
from lianxin.casebook.findable import ARTICLE
from lianxin.cases import policy, queries, routing, trial
from lianxin.cases.actions import directing
from lianxin.cases.actions.directing import Moved
from lianxin.cases.findable import CASE
from lianxin.cases.models import Case, Classifier
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Role, Scope
from lianxin.playbooks import draft
from lianxin.playbooks.document import BadPlaybook
from lianxin.search import queries as search

MOST, MOST_TRIED, MOST_SHOWN = 100, 2000, 100
READING = frozenset({Role.DISPATCHER, Role.MANAGER, Role.AUDITOR})
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
router = Router(tags=["knowledge"], auth=Bearer(Scope.CASES_READ))


class FoundOut(Schema):
    kind: str = Field(description="CASE or ARTICLE")
    ref: str
    title: str
    snippet: str
    at: datetime
    score: float


class FindingsOut(Schema):
    """`count` things were weighed; there may be more when `is_capped`. `is_loose`: nothing held
    all the words, these hold some."""

    items: list[FoundOut]
    count: int
    is_capped: bool
    is_loose: bool


@router.get("/search", response={200: FindingsOut, **FAILURES})
def find(
    request: ApiRequest,
    *,
    q: Annotated[str, Query(min_length=1, max_length=80, pattern=PLAIN)],
    kind: Annotated[Literal["CASE", "ARTICLE"] | None, Query()] = None,
    order: Annotated[Literal["RELEVANCE", "NEWEST"], Query()] = "RELEVANCE",
    offset: Annotated[int, Query(ge=0, le=search.CANDIDATES)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> FindingsOut:
    """The cases that the person may see and the published answers that hold the words."""
    district_id = request.district.pk
    visible = {
        CASE: policy.visible_to(request.user, on=timezone.localdate()),
        ARTICLE: casebook.published(district_id),
    }
    among = {code: things for code, things in visible.items() if kind in (None, code)}
    found = search.find(
        district_id, q, kinds=among, among=among, order=order, limit=limit, after=offset
    )
    refs = _refs(visible, [row.thing_id for row in found.rows])
    items = [
        FoundOut(
            kind=row.kind,
            ref=refs[row.thing_id],
            title=_joined(row.title),
            snippet=_joined(row.snippet),
            at=row.at,
            score=row.score,
        )
        for row in found.rows
        if row.thing_id in refs
    ]
    return FindingsOut(
        items=items, count=found.count, is_capped=found.is_capped, is_loose=found.is_loose
    )


class ClassScoreOut(Schema):
    code: str
    n: int
    precision: float
    recall: float
    f1: float


class ScoresOut(Schema):
    """On `n` cases that the model had not seen."""

    n: int
    accuracy: float
    macro_f1: float
    coverage: float = Field(description="share that would be classed at 95 % precision")
    threshold: float = Field(description="from which confidence on that is so")
    classes: list[ClassScoreOut]


class ModelOut(Schema):
    version: int
    made_at: datetime
    labelled: int = Field(description="confirmed cases it learned from")
    is_used: bool
    scores: ScoresOut
    scores_before: ScoresOut = Field(description="of the model then in use, on the same cases")


class UnderstandingOut(Schema):
    """`version` of the model in use; 0: the words that ship."""

    version: int
    threshold: float = Field(description="from which on cases are classed without asking")
    models: list[ModelOut] = Field(description="the newest first")


@router.get("/understanding", response={200: UnderstandingOut, **FAILURES})
def get_understanding(request: ApiRequest) -> UnderstandingOut:
    """The model in use, its date and its scores. For dispatchers, managers and auditors."""
    _require_reading(request)
    district_id = request.district.pk
    rows = Classifier.objects.filter(district_id=district_id).defer("data").order_by("-version")
    models = [_model(row) for row in rows]
    return UnderstandingOut(
        version=next((one.version for one in models if one.is_used), 0),
        threshold=queries.rules_of(district_id).understanding.threshold,
        models=models,
    )


class TextIn(Schema):
    text: str = Field(min_length=1, max_length=4000, pattern=PLAIN)
    place: str = Field("", max_length=60, description="code; empty: the district")


class ClassGuessOut(Schema):
    class_code: str
    confidence: float
    words: list[str] = Field(description="of the text, that decided for this class")


class TextOut(Schema):
    """What would become of a text that had just been filed. Nothing has been written."""

    class_code: str = Field(description="empty: the desk would be asked")
    grade: str
    guesses: list[ClassGuessOut] = Field(description="the likeliest first")
    dangers: list[str] = Field(description="words of danger; they make it urgent")
    unit: str = Field(description="code of the unit that would get it; empty: the desk")
    rule: str = Field(description="that decided; empty: none held")
    personal: list[str] = Field(description="kinds of personal data in the text")
    redacted: str = Field(description="as it would be proposed for publishing")
    likes: list[str] = Field(description="numbers of cases nearby of the same matter")


@router.post("/understanding/try", response={200: TextOut, **FAILURES})
def try_text(request: ApiRequest, said: TextIn) -> TextOut:
    """Read a text as if a resident had filed it. For dispatchers, managers and auditors."""
    _require_reading(request)
    at, place = timezone.now(), network.place_coded(request.district.pk, said.place)
    if place is None:
        unknown = _("没有代码为“%s”的地点。") % said.place
        raise Refusal(unknown, field="place", code="unknown_place")
    found = trial.of(said.text, place=place, at=at)
    visible = policy.visible_to(request.user, on=timezone.localdate(at))
    refs = _refs({CASE: visible}, [like.key for like in found.found.likes])
    return TextOut(
        class_code=found.case.class_code,
        grade=found.case.grade,
        guesses=[
            ClassGuessOut(class_code=one["code"], confidence=one["confidence"], words=one["words"])
            for one in found.found.guesses
        ],
        dangers=[one["words"] for one in found.found.dangers],
        unit=found.unit,
        rule=found.decision.rule,
        personal=sorted({span.kind for span in found.personal}),
        redacted=found.redacted,
        likes=[refs[like.key] for like in found.found.likes if like.key in refs],
    )


class TrialIn(Schema):
    rules: str = Field(
        "",
        max_length=100_000,
        pattern=PLAIN,
        description="as the section `routing` of a playbook, in YAML; empty: those in force",
    )
    days: int = Field(30, ge=1, le=92)


class MovedOut(Schema):
    ref: str
    before: str = Field(description="code of the unit; empty: the desk")
    after: str
    rule: str = Field(description="that decided; empty: none held")


class TrialOut(Schema):
    """What the rules would have done with the last days' cases. Nothing has changed."""

    tried: int
    moved: int
    cases: list[MovedOut] = Field(description="that move, the newest; 100 at most")
    held: dict[str, int] = Field(description="how many cases each rule decides")
    faults: dict[str, int] = Field(description="how many each broken rule would have stopped")
    is_cut: bool = Field(description="there were more cases than are tried")


@router.post("/routing/try", response={200: TrialOut, **FAILURES})
def try_rules(request: ApiRequest, said: TrialIn) -> TrialOut:
    """Try rules of routing beside those in force. For dispatchers, managers and auditors."""
    _require_reading(request)
    district_id, at = request.district.pk, timezone.now()
    rules = routing.parse(_rules(request, said.rules))
    visible = policy.visible_to(request.user, on=timezone.localdate(at))
    recent = visible.filter(received_at__gte=at - timedelta(days=said.days))
    newest = recent.order_by("-received_at", "-id").values_list("pk", flat=True)
    chosen = list(newest[: MOST_TRIED + 1])
    cases = Case.objects.filter(district_id=district_id, pk__in=chosen[:MOST_TRIED])
    result = directing.dry_run(cases, rules, district_id=district_id)
    return TrialOut(
        tried=result.tried,
        moved=result.moved,
        cases=[_moved(one) for one in result.listed[:MOST_SHOWN]],
        held=dict(result.held),
        faults=dict(result.faults),
        is_cut=len(chosen) > MOST_TRIED,
    )


def _rules(request: ApiRequest, text: str) -> Sequence[Mapping[str, Any]]:
    if not text.strip():
        return queries.rules_of(request.district.pk).routing
    try:
        return draft.rules(request.district, text)
    except BadPlaybook as bad:
        raise Refusal(str(bad), field="rules", code="bad_rules") from bad


def _require_reading(request: ApiRequest) -> None:
    roles = network.roles_on(request.user, on=timezone.localdate())
    if READING.isdisjoint(roles):
        raise NotAllowed(_("只有调度员、分管领导和监督员能看。"))


def _refs(visible: Mapping[str, Any], ids: Sequence[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for things in visible.values():
        found |= dict(things.filter(pk__in=ids).values_list("pk", "ref"))
    return found


def _joined(segments: Sequence[tuple[str, bool]]) -> str:
    return "".join(text for text, _is_hit in segments)


def _model(row: Classifier) -> ModelOut:
    return ModelOut(
        version=row.version,
        made_at=row.made_at,
        labelled=row.labelled,
        is_used=row.is_used,
        scores=ScoresOut(**row.scores),
        scores_before=ScoresOut(**row.scores_before),
    )


def _moved(one: Moved) -> MovedOut:
    return MovedOut(
        ref=one.case.ref, before=one.before.unit, after=one.after.unit, rule=one.after.rule
    )
