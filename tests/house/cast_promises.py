"""Who may open which page of promises; who may what of one, tests/web/test_commitments.py."""

from __future__ import annotations

from typing import Final

from tests.house.cast import ALL, EDITORS, ORDERING, Row

DRAWING: Final = EDITORS | {"unit_lead"}
OF_ONE: Final = (
    "add", "add_base", "add_milestone", "add_site", "answer", "bring_in", "build_site", "change",
    "comment", "end", "feed", "finish", "hide", "managed", "own", "photo", "programme", "promise",
    "publish", "rate", "reach", "report", "said", "send_back", "settle", "shapes", "sheet", "show",
)  # fmt: skip
PROMISES: Final = {
    "commitments:home": Row(sees=ORDERING | {"auditor"}),
    "commitments:rows": Row(sees=ORDERING | {"auditor"}),
    "commitments:export": Row(sees=ORDERING | {"auditor"}),
    "commitments:comments": Row(sees=ORDERING),
    "commitments:new": Row(sees=DRAWING, does=DRAWING),
    "commitments:give": Row(),
    "commitments:template": Row(sees=DRAWING),
    "commitments:town": Row(sees=ALL),
    **{f"commitments:{name}": Row() for name in OF_ONE},
}
