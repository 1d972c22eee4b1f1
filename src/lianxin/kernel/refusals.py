"""How the domain says no.

A refusal is an expected answer, not a crash: somebody asked for something the rules do not
allow right now. Every face (page, API, bot, command line) turns it into its own kind of reply.
"""

from __future__ import annotations

from collections.abc import Sequence


class Refusal(Exception):
    """The rules do not allow this now. `message` is safe to show to the person who asked."""

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field  # the input the message is about, where there is one
        if code:
            self.code = code


class NotAllowed(Refusal):
    """The person may not do this, whatever the state of the thing."""

    code = "not_allowed"


class IllegalMove(Refusal):
    """The thing is not in a state from which this move exists."""

    code = "illegal_move"

    def __init__(self, message: str, *, legal: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.legal = tuple(legal)  # names of the moves that do exist from here


class Overtaken(Refusal):
    """Somebody else moved the thing between our reading it and our writing it."""

    code = "overtaken"


class TooMany(Refusal):
    """Asked too often. `retry_after` is in seconds."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Repeated(Refusal):
    """This very deed, known by its client-made key, has been done. A face answers as if it had
    just been done: the person's first try went through although its answer was lost."""

    code = "repeated"
