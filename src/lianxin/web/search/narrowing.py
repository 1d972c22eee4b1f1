"""Narrow a list of cases to those that hold some words."""

from __future__ import annotations

import re

from lianxin.cases.findable import CASE
from lianxin.cases.models import CaseQuerySet
from lianxin.cases.queries import MOST_COUNTED
from lianxin.search import queries

NUMBER = re.compile(r"[A-Za-z]+-\d+-\d+")


def containing(cases: CaseQuerySet, text: str, *, district_id: int) -> CaseQuerySet:
    """The one with that number; else the newest of `cases` that hold all the words, as many as
    anybody counts. Narrow by everything else before."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        numbered: CaseQuerySet = cases.filter(ref=text.upper())
        return numbered
    ids = queries.matching(district_id, text, kind=CASE, among=cases, most=MOST_COUNTED + 1)
    found: CaseQuerySet = cases.filter(pk__in=ids)
    return found
