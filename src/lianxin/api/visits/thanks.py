"""Letters of thanks to units: written, sent with what the records count, or not sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.visits.found import user_named
from lianxin.api.visits.shapes import FAILURES, Cursor, Limit, Ref
from lianxin.kernel.ids import new_id
from lianxin.network.models import Scope
from lianxin.visits import policy
from lianxin.visits.actions import thanks
from lianxin.visits.models import Named, Thanks
from lianxin.visits.states import ThanksState

router = Router(tags=["visits"], auth=Bearer(Scope.CASES_READ))
ACT = Bearer(Scope.CASES_ACT)


class ThanksOut(Schema):
    ref: str
    unit: str = Field(description="code of the unit that thanks")
    to: str = Field(description="code of the unit that is thanked")
    starts_on: date
    ends_on: date
    text: str
    state: ThanksState
    figures: dict[str, int] = Field(description="doors, cases and hazards; counted when sent")
    named: list[str] = Field(description="those who agreed to be named")
    made_at: datetime


class ThanksPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ThanksOut]
    next: str | None


class ThanksIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    unit: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    to: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    starts_on: date
    ends_on: date
    text: str = Field(min_length=1, max_length=thanks.LONGEST, pattern=PLAIN)
    named: list[str] = Field(default=[], max_length=thanks.MOST, description="accounts")


class ThanksDeedIn(Schema):
    key: UUID | None = None


class ThanksVerb(StrEnum):
    send = "send"
    drop = "drop"
    agree = "agree"
    refuse = "refuse"


@router.get("/thanks", response={200: ThanksPage, **FAILURES})
def list_thanks(request: ApiRequest, *, cursor: Cursor = "", limit: Limit = 50) -> ThanksPage:
    """Those one's unit wrote or was sent, and those that would name oneself."""
    shown, more = guards.page(_visible(request), cursor, limit, order="-made_at")
    return ThanksPage(items=[_told(one) for one in shown], next=more)


@router.post("/thanks", response={201: ThanksOut, **FAILURES}, auth=ACT)
def write_thanks(request: ApiRequest, said: ThanksIn) -> Status[ThanksOut]:
    """Each of `named` is asked; a name is told only once its owner agrees."""
    district = request.district.pk
    unit = found.some_unit(district, said.unit, field="unit")
    letter = thanks.Letter(
        found.some_unit(district, said.to, field="to"), said.starts_on, said.ends_on, said.text,
        [user_named(request, name) for name in said.named],
    )  # fmt: skip
    made = thanks.write(unit, letter, by=request.user, at=timezone.now(), key=said.key or new_id())
    return Status(201, _told(made))


@router.post("/thanks/{ref}/{verb}", response={200: ThanksOut, **FAILURES}, auth=ACT)
def do_to_thanks(request: ApiRequest, ref: Ref, verb: ThanksVerb, said: ThanksDeedIn) -> ThanksOut:
    """Send it or not; or say, if it would name oneself, whether it may."""
    one: Thanks = get_object_or_404(_visible(request), ref=ref)
    once(lambda: DEEDS[verb](one, request, said.key))
    return _told(get_object_or_404(_visible(request), ref=ref))


def _send(one: Thanks, request: ApiRequest, key: UUID | None) -> None:
    thanks.send(one, by=request.user, at=timezone.now(), key=key)


def _drop(one: Thanks, request: ApiRequest, key: UUID | None) -> None:
    thanks.drop(one, by=request.user, at=timezone.now(), key=key)


def _agree(one: Thanks, request: ApiRequest, _key: UUID | None) -> None:
    thanks.answer(one, agrees=True, by=request.user, at=timezone.now())


def _refuse(one: Thanks, request: ApiRequest, _key: UUID | None) -> None:
    thanks.answer(one, agrees=False, by=request.user, at=timezone.now())


DEEDS: Final[Mapping[ThanksVerb, Callable[[Thanks, ApiRequest, UUID | None], None]]] = {
    ThanksVerb.send: _send,
    ThanksVerb.drop: _drop,
    ThanksVerb.agree: _agree,
    ThanksVerb.refuse: _refuse,
}


def _visible(request: ApiRequest) -> Any:
    found = policy.thanks_visible_to(request.user, request.district.pk, on=timezone.localdate())
    return found.whole().prefetch_related(Prefetch("named", Named.objects.select_related("user")))


def _told(one: Thanks) -> ThanksOut:
    return ThanksOut(
        ref=one.ref, unit=one.unit.code, to=one.to.code, starts_on=one.starts_on,
        ends_on=one.ends_on, text=one.text, state=ThanksState(one.state), figures=one.figures,
        named=[row.user.name for row in one.named.all() if row.is_agreed],
        made_at=one.made_at,
    )  # fmt: skip
