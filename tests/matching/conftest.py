"""What stands on the shelves belongs to the test that put it there."""

from __future__ import annotations

import pytest

from lianxin.matching import stock


@pytest.fixture(autouse=True)
def _empty_shelves() -> None:
    stock.forget()
