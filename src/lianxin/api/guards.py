"""What every call keeps to: keys, versions, and where a page goes on."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from functools import reduce
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.models import Recorded
from lianxin.kernel.refusals import Overtaken, Refusal

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


def etag(thing: Recorded) -> str:
    return f'"{thing.seq}"'


def require_unchanged(thing: Recorded, if_match: str) -> None:
    """Whoever writes at the same moment is found out when the entry is written."""
    require_tag(etag(thing), if_match)


def require_tag(tag: str, if_match: str) -> None:
    """Raises `Overtaken` where `if_match` names other versions than `tag`."""
    wanted = {one.strip().removeprefix("W/") for one in if_match.split(",")}
    if if_match and not wanted & {"*", tag}:
        raise Overtaken(_("刚刚有了变化，请看过再办。"))


def key_of(told: str) -> UUID | None:
    """The key in an `Idempotency-Key` header."""
    if not told:
        return None
    try:
        return UUID(told)
    except ValueError as error:
        raise Refusal(_("Idempotency-Key 须是 UUID。"), field="key") from error


def aware(at: datetime) -> datetime:
    """Without an offset it is the district's own time. Raises `Refusal` for what no calendar of
    ours reaches."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Refusal(_("时间不对，请检查年份。"), code="invalid")
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def cursor(at: datetime, pk: UUID) -> str:
    return urlsafe_b64encode(f"{at.isoformat()} {pk}".encode()).decode()


def read_cursor(told: str) -> tuple[datetime, UUID]:
    try:
        at, pk = urlsafe_b64decode(told.encode()).decode().split(" ")
        return aware(datetime.fromisoformat(at)), UUID(pk)
    except ValueError as error:
        raise Refusal(_("游标不对，请从第一页开始。"), field="cursor") from error


def page(rows: Any, told: str, limit: int, *, order: str) -> tuple[list[Any], str | None]:
    """A page of `rows` by the moment that `order` names (the newest first with a "-"), from the
    cursor `told` on; and the cursor of the following page, if there is one."""
    by, beyond = (order[1:], "lt") if order.startswith("-") else (order, "gt")
    if told:
        at, pk = read_cursor(told)
        same = Q(**{by: at, f"pk__{beyond}": pk})
        rows = rows.filter(**{f"{by}__{beyond}e": at}).filter(Q(**{f"{by}__{beyond}": at}) | same)
    some = list(rows.order_by(order, "-pk" if beyond == "lt" else "pk")[: limit + 1])
    if len(some) <= limit:
        return some, None
    last = some[limit - 1]
    return some[:limit], cursor(reduce(getattr, by.split("__"), last), last.pk)
