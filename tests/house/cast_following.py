"""Who sees what of the addresses of following and of studies."""

from __future__ import annotations

from typing import Final

from tests.house.cast import ALL, HERE, ORDERING, Row

ROWS: Final = {
    # what one follows, and what came of what; who sees what of it, tests/web/test_following.py
    "following:mine": Row(sees=HERE),
    **{
        f"following:{name}": Row()
        for name in (
            "stop",
            "letter",
            "follow",
            "chain",
            "chain_by_code",
            "prov",
            "prov_by_code",
        )
    },
    # studies; who may what of one, tests/web/test_studies.py
    "studies:home": Row(sees=HERE),
    "studies:export": Row(sees=HERE),
    "studies:new": Row(sees=ORDERING, does=ORDERING),
    "studies:library": Row(sees=ALL),
    "studies:feed": Row(sees=ALL),
    **{
        f"studies:{name}": Row()
        for name in (
            "known",
            "known_seen",
            "seen",
            "promise",
            "note",
            "strike",
            "paper",
            "study",
            "document",
            "invite",
            "begin",
            "report",
            "send_back",
            "answer",
            "publish",
            "unpublish",
            "drop",
            "consent",
            "decline",
        )
    },
}
