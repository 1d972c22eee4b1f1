"""Put published studies into the index, and find them there by words."""

from __future__ import annotations

from typing import Final

from lianxin.search import actions as search
from lianxin.search import queries
from lianxin.studies.models import Study, StudyQuerySet

STUDY: Final = "STUDY"


def keep(study: Study) -> None:
    """Let everybody find it by its words as they are now; nobody, unless it is published."""
    if study.published_at is None:
        search.remove(STUDY, study.pk, district_id=study.district_id)
        return
    search.put(
        STUDY, study.pk, district_id=study.district_id, title=study.title,
        body=f"{study.question}\n{study.summary}\n{study.reason}", at=study.published_at,
        is_public=True, also=study.ref,
    )  # fmt: skip


def find(studies: StudyQuerySet, q: str, *, district_id: int, most: int) -> list[Study]:
    """Those of `studies` that hold the words of `q`, the best first."""
    found = queries.find(
        district_id, q, kinds=[STUDY], among={STUDY: studies.values("pk")}, limit=most
    )
    by_pk = studies.in_bulk([row.thing_id for row in found.rows])
    return [by_pk[row.thing_id] for row in found.rows if row.thing_id in by_pk]
