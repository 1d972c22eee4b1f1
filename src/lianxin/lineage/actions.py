"""Note what came of what."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.lineage import queries
from lianxin.lineage.models import Link, Thing

MOST_TRIES: Final = 60


def link(
    source: Thing, target: Thing, *, district_id: int, how: str, by: Any, at: datetime
) -> Link:
    """Note that `target` came of `source`. Said twice is once.

    Whoever calls it has asked whether `by` may. Raises `Refusal` where `source` itself came of
    `target`: nothing comes of what it led to.
    """
    rows = Link.objects.filter(district_id=district_id)
    for _try in range(MOST_TRIES):
        if first := rows.filter(from_id=source.id, to_id=target.id).first():
            return first
        last = rows.aggregate(last=Max("seq"))["last"] or 0
        _require_no_circle(district_id, source, target)
        made = Link(
            district_id=district_id, seq=last + 1, how=how, by=by, at=at,
            from_kind=source.kind, from_id=source.id, to_kind=target.kind, to_id=target.id,
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:  # somebody else wrote the next one: look again
            continue
        return made
    raise Overtaken(_("同时登记的人太多，请稍后再试。"))


def _require_no_circle(district_id: int, source: Thing, target: Thing) -> None:
    above = queries.ancestors(district_id, source)
    if source.id == target.id or any(step.link.from_id == target.id for step in above):
        raise Refusal(_("不能把一件事接到由它引出的事后面。"), code="circle")
