"""Every address that the code names is there."""

from __future__ import annotations

import re
from pathlib import Path

import lianxin
from tests.house.cast import ADDRESSES

NAME = re.compile(r"""["']([a-z]+:[a-z_0-9]+)["']""")  # as "studies:library"


def test_no_link_leads_to_an_address_that_is_not_there() -> None:
    spaces = {name.partition(":")[0] for name in ADDRESSES}
    named = {
        name
        for path in (Path(lianxin.__file__).parent).rglob("*")
        if path.suffix in {".py", ".html"}
        for name in NAME.findall(path.read_text())
        if name.partition(":")[0] in spaces
    }
    assert named - set(ADDRESSES) == set()
