"""Why a call is not answered as asked: a status, and one description or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianxin.forms.answers import BadAnswers
from lianxin.kernel.refusals import NotAllowed, Refusal, TooMany

BAD, NO_KEY, UNKNOWN, NOT_SO, TOO_OFTEN = 400, 403, 404, 405, 429


class Fault(Exception):
    """Becomes the list of errors that the standard asks for. The descriptions are fit to show."""

    def __init__(self, status: int, *descriptions: str, retry_after: int = 0) -> None:
        super().__init__("; ".join(descriptions))
        self.status = status
        self.descriptions = descriptions
        self.retry_after = retry_after  # in seconds

    def rows(self) -> Sequence[Mapping[str, int | str]]:
        return [{"code": self.status, "description": text} for text in self.descriptions]


def of_refusal(refusal: Refusal) -> Fault:
    """What the domain refused, in the standard's statuses."""
    if isinstance(refusal, TooMany):
        return Fault(TOO_OFTEN, refusal.message, retry_after=refusal.retry_after)
    if isinstance(refusal, BadAnswers):
        texts = (f"attribute[{name}]：{why}" for name, why in refusal.errors.items())
        return Fault(BAD, *texts)
    return Fault(NO_KEY if isinstance(refusal, NotAllowed) else BAD, refusal.message)
