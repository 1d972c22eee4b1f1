"""Draw up a list of promises, publish it with all that is in it, and end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.commitments import policy, queries
from lianxin.commitments.actions import promising, telling
from lianxin.commitments.models import Base, Programme
from lianxin.commitments.states import PROGRAMME, ProgrammeKind
from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import District, Organisation, Place, User


@dataclass(frozen=True)
class Draft:
    """A list of promises as it is to be. Without `year` it is that of `starts_on`."""

    kind: str
    title: str
    unit: Organisation
    place: Place
    starts_on: date
    ends_on: date
    about: str = ""
    year: int = 0


def draw_up(
    district: District, draft: Draft, *, by: User | None, at: datetime, key: UUID,
    came_of: Thing | None = None,
) -> Programme:  # fmt: skip
    """A list that nobody but its makers sees until it is published. The same `key` is one."""
    _check(district, draft)
    policy.require_steward(by, draft.unit, draft.place, on=timezone.localdate(at))
    programme = Programme(
        district=district, key=key, kind=draft.kind, title=draft.title.strip()[:120],
        about=draft.about.strip()[:2000], unit=draft.unit, place=draft.place,
        year=draft.year or draft.starts_on.year, starts_on=draft.starts_on, ends_on=draft.ends_on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            programme.ref = next_ref(district.pk, f"{district.ref_prefix}L", at=at)
            timeline.begin(programme, "draw_up", by=by, at=at)
            if came_of is not None:
                lineage.link(
                    came_of, Thing.of(programme), district_id=district.pk, how="promised", by=by,
                    at=at,
                )  # fmt: skip
    except IntegrityError:  # the key has been used, perhaps
        first: Programme | None = (
            Programme.objects.filter(district_id=district.pk, key=key).whole().first()
        )
        if first is None:
            raise
        return first
    return programme


@transaction.atomic
def publish(
    programme: Programme, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Everybody reads it from now on. What it says of each promise, its target and its day, is
    kept as the original; each owner is told."""
    on = timezone.localdate(at)
    _require(by, programme, on=on)
    rows = list(queries.of_programme(programme).whole())
    if not rows:
        raise Refusal(_("清单里还没有承诺，先添加几条再公布。"), code="empty")
    entry = PROGRAMME.apply(programme, "publish", by=by, at=at, key=key, published_on=on)
    for row in rows:
        promising.make_public(row, by=by, at=at)
    telling.tell_owners(programme, {row.owner for row in rows}, entry=entry)


@transaction.atomic
def end(programme: Programme, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It is over. Raises `Refusal` while a promise lacks its outcome, or what shows it."""
    _require(by, programme, on=timezone.localdate(at))
    timeline.refuse_repeated(programme, key)
    PROGRAMME.require(programme, "end")
    if left := queries.lacking(programme):
        text = ngettext(
            "还有 %(count)d 条承诺没有认定结果，先逐条认定：%(first)s。",
            "还有 %(count)d 条承诺没有认定结果，先逐条认定：%(first)s。",
            len(left),
        )
        first = _("、").join(row.title for row in left[:3])
        raise Refusal(text % {"count": len(left), "first": first}, code="incomplete")
    PROGRAMME.apply(programme, "end", by=by, at=at, key=key)


@transaction.atomic
def add_base(
    programme: Programme,
    name: str,
    *,
    unit: Organisation | None = None,
    place: Place | None = None,
    link: str = "",
    note: str = "",
    by: User | None,
    at: datetime,
) -> None:
    """A unit, a place or an offer takes part in the programme. Added twice is once."""
    _require(by, programme, on=timezone.localdate(at))
    if not name.strip():
        raise Refusal(_("请写一个名称。"), field="name")
    if link and not link.startswith("/"):
        raise Refusal(_("链接请填本平台里的地址，以 / 开头。"), field="link")
    _row, is_new = Base.objects.get_or_create(
        district_id=programme.district_id, programme=programme, name=name.strip()[:80],
        defaults={"unit": unit, "place": place, "link": link[:200], "note": note.strip()[:200]},
    )  # fmt: skip
    if is_new:
        timeline.append(programme, "add_base", by=by, at=at, note=name.strip()[:80])


def _require(by: User | None, programme: Programme, *, on: date) -> None:
    policy.require_steward(by, programme.unit, programme.place, on=on)


def _check(district: District, draft: Draft) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    for thing, field in ((draft.place, "place"), (draft.unit, "unit")):
        if thing.district_id != district.pk:
            raise Refusal(_("这个单位或地点不在本辖区。"), field=field)
    if draft.kind not in ProgrammeKind.values:
        raise Refusal(_("请从列表中选择。"), field="kind")
    if not draft.title.strip():
        raise Refusal(_("请写一个名称。"), field="title")
    if draft.ends_on < draft.starts_on:
        raise Refusal(_("结束日期不能早于开始日期。"), field="ends_on")
