"""Found a body, change what is said of it, and end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import findable, policy
from lianxin.bodies.actions.writing import earlier
from lianxin.bodies.models import Body
from lianxin.bodies.states import BodyKind
from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, Place, User


@dataclass(frozen=True)
class Told:
    """What is said of a body."""

    name: str
    kind: str
    about: str
    place: Place
    convener: Organisation
    begun_on: date
    parent: Body | None = None


def found(district: District, told: Told, *, by: User | None, at: datetime, key: UUID) -> Body:
    """The convener founds it; a group inside another is founded by who runs that one. The same
    `key` is one."""
    _require(told, by, on=timezone.localdate(at))
    _check(district, told)
    body = Body(
        district=district, key=key, name=told.name.strip()[:120], kind=told.kind,
        about=told.about.strip()[:2000], place=told.place, convener=told.convener,
        parent=told.parent, begun_on=told.begun_on, founded_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            body.ref = next_ref(district.pk, f"{district.ref_prefix}J", at=at)
            timeline.begin(body, "found", by=by, at=at)
            findable.put(body)
    except IntegrityError:
        if (first := earlier(body)) is None:
            raise
        return first
    return body


@transaction.atomic
def change(
    body: Body, *, name: str, about: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """What it is called, and what it does."""
    policy.require_runner(by, body, on=timezone.localdate(at))
    if not name.strip() or not about.strip():
        raise Refusal(_("请写明名称和做什么。"), field="name" if about.strip() else "about")
    changes = {"name": name.strip()[:120], "about": about.strip()[:2000]}
    timeline.append(body, "change", by=by, at=at, key=key, changes=changes)
    findable.put(body)


@transaction.atomic
def end(
    body: Body,
    *,
    ended_on: date,
    reason: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Its last day, and why. What it was and who belonged to it stays."""
    policy.require_host(by, body.convener, on=timezone.localdate(at))
    timeline.refuse_repeated(body, key)
    if not reason.strip():
        raise Refusal(_("请写明为什么结束。"), field="reason")
    if ended_on < body.begun_on:
        raise Refusal(_("结束日期不能早于成立日期。"), field="ended_on")
    note, changes = reason.strip()[:500], {"ended_on": ended_on}
    timeline.append(body, "end", by=by, at=at, key=key, note=note, changes=changes)


def _require(told: Told, by: User | None, *, on: date) -> None:
    if told.parent is not None:
        policy.require_runner(by, told.parent, on=on)
    else:
        policy.require_host(by, told.convener, on=on)


def _check(district: District, told: Told) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    own = {"place": told.place, "convener": told.convener, "parent": told.parent or told.place}
    for field, thing in own.items():
        if thing.district_id != district.pk:
            raise Refusal(_("这个单位、地点或机构不在本辖区。"), field=field)
    if not told.name.strip() or not told.about.strip():
        field = "name" if told.about.strip() else "about"
        raise Refusal(_("请写明名称和做什么。"), field=field)
    if told.kind == BodyKind.GROUP and told.parent is None:
        raise Refusal(_("专门小组要设在一个机构里，请选上级机构。"), field="parent")
    if told.parent is not None and told.parent.kind == BodyKind.GROUP:
        raise Refusal(_("专门小组里不能再设小组。"), field="parent")
