"""State machines as data, with one way to move through them.

A lifecycle is a table of named moves. `apply` is the only code in the product that changes a
`state` column: it checks the table, writes with compare-and-set so that two people cannot both
win, and appends one timeline entry in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.models import Audience, Entry, Stateful
from lianxin.kernel.refusals import IllegalMove

StateT = TypeVar("StateT", bound=models.TextChoices)


@dataclass(frozen=True)
class Move(Generic[StateT]):
    """One arrow of the diagram: `name` leads from any of `sources` to `target`."""

    name: str
    label: str | Promise
    sources: frozenset[StateT]
    target: StateT
    audience: Audience = Audience.PUBLIC


class Lifecycle(Generic[StateT]):
    def __init__(self, states: type[StateT], moves: Iterable[Move[StateT]]) -> None:
        self.states = states
        self.moves = {move.name: move for move in moves}

    def moves_from(self, state: str) -> list[Move[StateT]]:
        """The moves that exist from here, in the order they were declared."""
        return [move for move in self.moves.values() if state in move.sources]

    def allows(self, state: str, name: str) -> bool:
        return state in self.moves[name].sources

    def require(self, thing: Stateful, name: str) -> Move[StateT]:
        """The move, or `IllegalMove` with the legal ones when it does not exist from here."""
        move = self.moves[name]
        if thing.state not in move.sources:
            raise IllegalMove(
                _("当前状态为“%(state)s”，不能%(move)s。")
                % {"state": self.states(thing.state).label, "move": move.label},
                legal=[legal.name for legal in self.moves_from(thing.state)],
            )
        return move

    def apply(
        self,
        thing: Stateful,
        name: str,
        *,
        by: AbstractBaseUser | None,
        at: datetime,
        note: str = "",
        key: UUID | None = None,
        **changes: Any,
    ) -> Entry:
        """Make the move `name` on `thing`, together with `changes` to its other columns.

        Raises `Repeated` when `key` has been used, `IllegalMove` when the table has no such arrow
        from the current state, and `Overtaken` when anything has happened to the thing since it
        was read. In each case nothing is written.
        """
        timeline.refuse_repeated(thing, key)
        move = self.require(thing, name)
        return timeline.append(
            thing,
            move.name,
            by=by,
            at=at,
            note=note,
            audience=move.audience,
            key=key,
            changes={"state": move.target.value, **changes},
            expect={"state": thing.state},
        )
