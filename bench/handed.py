"""Make a table of posts as many firms would hand it in, and judge what became of it.

Run by `bench.handed_in` inside the installation that it measures.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.db import connection
from django.db.models import Count

from lianxin.catalogue import sheets
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.kernel import timeline
from lianxin.network.models import District, Organisation
from lianxin.papers import lists
from lianxin.playbooks.demo.jobs import Jobs
from lianxin.search.models import Document

KIND = KINDS["JOB"]
SAMPLE = 400  # posts whose history is read again


def make(path: Path, size: int, firms: int) -> None:
    rng = Random(size)
    jobs, columns = Jobs(rng), sheets.columns(KIND)
    trades = [rng.choice(jobs.trades) for _n in range(firms)]
    names = [f"{jobs.name(trade, n)}{n:04}" for n, trade in enumerate(trades)]

    def rows() -> Iterator[list[Any]]:
        for n in range(size):
            firm = n if n < firms else rng.randrange(firms)
            title, _unit, told = jobs.told(cast("Any", SimpleNamespace(code="")), trades[firm])
            details = told.pop("details")
            details["skills"] = "、".join(details["skills"])
            said = {
                "ref": "", "provider": names[firm], "title": title, "mode": "ON_SITE",
                "contact": "人事", "phone": f"021-{55660000 + firm}", **told, **details,
            }  # fmt: skip
            yield [_word(column, said.get(column.name)) for column in columns]

    head = [str(column.label) for column in columns]
    lists.write_xlsx(path, title=str(KIND.label), head=head, rows=rows())


def _word(column: sheets.Column, value: Any) -> Any:
    return str(column.choices[value]) if value in column.choices else value


def judge() -> dict[str, Any]:
    district_id = District.objects.get().pk
    posts = Listing.objects.filter(district_id=district_id, kind=KIND.code)
    refs = posts.values_list("ref", flat=True)
    states = posts.order_by().values_list("state").annotate(n=Count("pk"))
    some = posts.order_by("pk")[:: max(1, posts.count() // SAMPLE)]
    return {
        "posts": posts.count(),
        "states": dict(states),
        "refs": len(set(refs)),
        "firms": Organisation.objects.filter(district_id=district_id, kind="FIRM").count(),
        "found": Document.objects.filter(district_id=district_id, kind="LISTING").count(),
        "broken": sum(timeline.verify(one) is not None for one in some),
    }


def settle() -> None:
    """As a database looks after a night."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    act, *rest = sys.argv[1:]
    if act == "make":
        make(Path(rest[0]), int(rest[1]), int(rest[2]))
    elif act == "settle":
        settle()
    else:
        print(json.dumps(judge()))
