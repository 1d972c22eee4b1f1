"""Promises made in public, list by list, and how far each has come, for everybody. With a token
one promises, reports, and settles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.commitments import actions, policy, queries
from lianxin.commitments.actions.evidence import Proof
from lianxin.commitments.models import Commitment, Programme
from lianxin.commitments.progress import Light
from lianxin.commitments.queries import Known
from lianxin.commitments.states import (
    CommitmentState,
    Measure,
    Outcome,
    ProgrammeKind,
    ProgrammeState,
)
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["promises"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
ACT = Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]


class PromiseOut(Schema):
    """`percent` counts what has evidence; `first_*` is what was published first. `quiet_days`:
    for so many nothing was reported, 0 up to thirty."""

    ref: str
    number: int
    chapter: str
    title: str
    about: str
    owner: str = Field(description="code of the unit")
    state: CommitmentState
    light: Light
    percent: int
    measure: Measure
    target: int | None
    done: int
    unit_word: str
    due_on: date
    first_title: str
    first_target: int | None
    first_due_on: date
    quiet_days: int
    outcome: Outcome | None
    outcome_note: str


class ProgrammeOut(Schema):
    ref: str
    kind: ProgrammeKind
    title: str
    about: str
    unit: str = Field(description="code of the unit that answers for the whole")
    place: str = Field(description="code")
    year: int
    starts_on: date
    ends_on: date
    state: ProgrammeState


class WholeProgrammeOut(ProgrammeOut):
    promises: list[PromiseOut]


class PromiseIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    title: str = Field(min_length=1, max_length=160, pattern=PLAIN)
    owner: str = Field(max_length=60, pattern=PLAIN, description="code of the unit")
    due_on: date
    about: str = Field("", max_length=2000, pattern=PLAIN)
    chapter: str = Field("", max_length=80, pattern=PLAIN)
    measure: Measure = Measure.MILESTONES
    target: int | None = Field(None, ge=0, le=1_000_000_000)
    unit_word: str = Field("", max_length=12, pattern=PLAIN)
    baseline: int = Field(0, ge=0, le=1_000_000_000)


class PromiseDeedIn(Schema):
    """What a verb needs: `text` to report and finish, `text` and `outcome` to settle. `document`
    with `link` or `seen_at` shows it; pictures are sent by page."""

    key: UUID | None = None
    text: str = Field("", max_length=1000, pattern=PLAIN)
    value: int | None = Field(None, ge=0, le=1_000_000_000, description="of an indicator")
    outcome: Outcome | None = None
    document: str = Field("", max_length=120, pattern=PLAIN)
    link: str = Field("", max_length=300, pattern=PLAIN)
    seen_at: str = Field("", max_length=120, pattern=PLAIN, description="where it can be seen")

    @property
    def proof(self) -> Proof:
        return Proof(title=self.document, link=self.link, place=self.seen_at)


@router.get("/programmes", response={200: list[ProgrammeOut], **FAILURES})
def list_programmes(
    request: ApiRequest,
    *,
    kind: Annotated[ProgrammeKind | None, Query()] = None,
    year: Annotated[int | None, Query(ge=1990, le=2200)] = None,
) -> list[ProgrammeOut]:
    """Lists of promises, the newest first."""
    asked = {name: value for name, value in (("kind", kind), ("year", year)) if value}
    rows = _programmes(request).filter(**asked).order_by("-year", "kind", "ref")
    return [ProgrammeOut(**_programme(one)) for one in rows]


@router.get("/programmes/{ref}", response={200: WholeProgrammeOut, **FAILURES})
def get_programme(
    request: ApiRequest, ref: Ref, *, light: Annotated[Light | None, Query()] = None
) -> WholeProgrammeOut:
    """One, with its promises in their order."""
    one = get_object_or_404(_programmes(request), ref=ref)
    rows = _promises(request).filter(programme=one).order_by("number")
    known = queries.known(one.district_id, rows, on=timezone.localdate())
    told = [_promise(each) for each in known if light in (None, each.light)]
    return WholeProgrammeOut(**_programme(one), promises=told)


@router.post("/programmes/{ref}/promises", response={201: PromiseOut, **FAILURES}, auth=ACT)
def promise(request: ApiRequest, ref: Ref, said: PromiseIn) -> Status[PromiseOut]:
    """Put one on the list; on one that is public it is public at once."""
    one: Programme = get_object_or_404(_programmes(request), ref=ref)
    owner = found.unit(one.district_id, said.owner, field="owner")
    if owner is None:
        raise Refusal(_("请写明责任单位。"), field="owner")
    told = said.dict(exclude={"key", "owner"})
    made = actions.promise(
        one, actions.Promised(owner=owner, **told), by=request.user, at=timezone.now(),
        key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, _one(request, made.ref))


@router.get("/promises/{ref}", response={200: PromiseOut, **FAILURES})
def get_promise(request: ApiRequest, ref: Ref) -> PromiseOut:
    return _one(request, ref)


DEEDS: Mapping[str, Callable[..., None]] = {
    "report": lambda one, said, **who: actions.report(
        one, text=said.text, value=said.value, proof=said.proof, **who
    ),
    "finish": lambda one, said, **who: actions.finish(
        one, text=said.text, proof=said.proof, **who
    ),
    "send_back": lambda one, said, **who: actions.send_back(one, note=said.text, **who),
    "settle": lambda one, said, **who: actions.settle(
        one, outcome=said.outcome or "", note=said.text, proof=said.proof, **who
    ),
}
PromiseVerb = Enum("PromiseVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@router.post("/promises/{ref}/{verb}", response={200: PromiseOut, **FAILURES}, auth=ACT)
def do_to_promise(
    request: ApiRequest, ref: Ref, verb: PromiseVerb, said: PromiseDeedIn
) -> PromiseOut:
    """The owner reports how it stands and that it is done; who looks after the list sends it back
    or says what became of it."""
    one: Commitment = get_object_or_404(_promises(request), ref=ref)
    who = {"by": request.user, "at": timezone.now(), "key": said.key}
    once(lambda: DEEDS[verb.value](one, said, **who))
    return _one(request, ref)


def _programmes(request: ApiRequest) -> Any:
    on = timezone.localdate()
    return policy.programmes_visible_to(request.user, request.district.pk, on=on).whole()


def _promises(request: ApiRequest) -> Any:
    on = timezone.localdate()
    return policy.visible_to(request.user, request.district.pk, on=on).whole()


def _one(request: ApiRequest, ref: str) -> PromiseOut:
    row: Commitment = get_object_or_404(_promises(request), ref=ref)
    return _promise(queries.one_known(row, on=timezone.localdate()))


def _promise(known: Known) -> PromiseOut:
    row = known.row
    same = (
        "ref", "number", "chapter", "title", "about", "target", "unit_word", "due_on",
        "first_title", "first_target", "first_due_on", "outcome_note",
    )  # fmt: skip
    return PromiseOut(
        **{name: getattr(row, name) for name in same}, owner=row.owner.code,
        state=CommitmentState(row.state), light=known.light, percent=known.percent,
        measure=Measure(row.measure), done=known.done, quiet_days=known.quiet,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )  # fmt: skip


def _programme(one: Programme) -> dict[str, Any]:
    same = ("ref", "title", "about", "year", "starts_on", "ends_on")
    return {
        **{name: getattr(one, name) for name in same}, "kind": ProgrammeKind(one.kind),
        "unit": one.unit.code, "place": one.place.code, "state": ProgrammeState(one.state),
    }  # fmt: skip
