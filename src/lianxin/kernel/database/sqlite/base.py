"""SQLite lets one write at a time and wakes nobody: who finds it busy sleeps up to 0.1 s and looks
again, while the file lies idle. Here each transaction, and each single write, first takes its
turn by locks of the operating system, which hand over at once, in the order of arrival, and are
freed when a process is killed.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
LOOK_AGAIN = 0.0002  # seconds; only the first in the line looks


class Turn:
    """The right to write. Everybody waits for the line's lock without looking; who has it stands
    first, and looks whether the writer has finished, for `patience` seconds at most."""

    def __init__(self, path: str, *, patience: float) -> None:
        self._patience = patience
        self._line = os.open(f"{path}.line", os.O_RDWR | os.O_CREAT, 0o640)
        self._writer = os.open(f"{path}.writer", os.O_RDWR | os.O_CREAT, 0o640)
        self.is_mine = False

    def take(self) -> None:
        """Raises `OperationalError` when the writer before does not come to an end."""
        if self.is_mine:
            return
        fcntl.flock(self._line, fcntl.LOCK_EX)
        try:
            self._wait()
        finally:
            fcntl.flock(self._line, fcntl.LOCK_UN)

    def give_back(self) -> None:
        if self.is_mine:
            self.is_mine = False
            fcntl.flock(self._writer, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._line)
        os.close(self._writer)

    def _wait(self) -> None:
        end = time.monotonic() + self._patience
        while not self.is_mine:
            try:
                fcntl.flock(self._writer, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.is_mine = True
            except BlockingIOError:
                if time.monotonic() > end:
                    raise OperationalError("database is locked") from None
                time.sleep(LOOK_AGAIN)


class DatabaseWrapper(base.DatabaseWrapper):
    turn: Turn | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._in_turn)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._leave()
        if not self.is_in_memory_db():
            patience = float(conn_params.get("timeout", 5))
            path = os.path.realpath(conn_params["database"])
            self.turn = Turn(path, patience=patience)
        return super().get_new_connection(conn_params)

    def _in_turn(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  as Django calls it
        context: Any,
    ) -> Any:
        """A single write outside a transaction is one of its own."""
        if self.in_atomic_block or not self.turn or not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        self.turn.take()
        try:
            return execute(sql, params, many, context)
        finally:
            self.turn.give_back()

    def _start_transaction_under_autocommit(self) -> None:
        if self.turn:
            self.turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave()

    def _end_turn(self) -> None:
        is_writing = self.connection is not None and self.connection.in_transaction
        if self.turn and not is_writing:
            self.turn.give_back()

    def _leave(self) -> None:
        if self.turn:
            self.turn.close()
        self.turn = None
