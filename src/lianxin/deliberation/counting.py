"""How a ballot is counted, so that anybody can count again.

When the time is over all votes are published as lines of a receipt and the numbers of the options
chosen, in the order of the receipts. `digest` is the SHA-256 of those lines. It is written into
the chained history of the ballot in the same transaction, hence no vote can be changed, added or
taken away later without being seen; who voted finds her own receipt in the list.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianxin.deliberation.states import Rule

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read two ways
LENGTH = 16  # 80 bits
HALF = 2


@dataclass(frozen=True)
class Paper:
    receipt: str
    chosen: Sequence[int]

    @property
    def line(self) -> str:
        return f"{self.receipt} {','.join(str(number) for number in sorted(self.chosen))}"


@dataclass(frozen=True)
class Result:
    """`votes` by the number of the option; `passed` are those that the rule stated before lets
    through, none without a quorum or where the best are equal."""

    votes: Mapping[int, int]
    papers: int
    is_valid: bool
    passed: Sequence[int]


def new_code() -> str:
    """Of chance alone, in groups of four: "7K3M-9QTX-2F4H-PWN8"."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def digest(papers: Iterable[Paper]) -> str:
    lines = sorted(paper.line for paper in papers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def count(papers: Sequence[Paper], *, options: Sequence[int], quorum: int, rule: str) -> Result:
    """An abstention (nothing chosen) counts for the quorum and for the half."""
    found = Counter(number for paper in papers for number in paper.chosen)
    votes = {number: found[number] for number in options}
    best = max(votes.values(), default=0)
    leaders = [number for number, many in votes.items() if many == best and best]
    is_valid = bool(papers) and len(papers) >= quorum
    if rule == Rule.HALF:
        passed = [number for number, many in votes.items() if many * HALF > len(papers)]
    else:
        passed = leaders if len(leaders) == 1 else []
    return Result(votes, len(papers), is_valid, passed if is_valid else [])
