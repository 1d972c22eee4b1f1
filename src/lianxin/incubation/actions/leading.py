"""Take a group in and lead it from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.incubation import policy, queries
from lianxin.incubation.actions import telling
from lianxin.incubation.models import Group, Shown
from lianxin.incubation.needs import CYCLE, NEEDED
from lianxin.incubation.states import GROUP, NEXT, GroupStage
from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.actions import structure
from lianxin.network.models import District, Organisation, OrganisationKind, Place, User


@dataclass(frozen=True)
class Told:
    """A group that somebody wants to found."""

    name: str
    about: str
    place: Place
    incubator: Organisation
    people: int = 0
    lead: User | None = None


def take_in(district: District, told: Told, *, by: User | None, at: datetime, key: UUID) -> Group:
    """An incubator takes a group in, with its idea. The same `key` is one."""
    on = timezone.localdate(at)
    policy.require_host(by, told.incubator, on=on)
    check(district, told)
    group = Group(
        district=district, key=key, name=told.name.strip()[:120], about=told.about.strip()[:2000],
        place=told.place, incubator=told.incubator, people=told.people, lead=told.lead,
        begun_at=at, stage_on=on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            group.ref = next_ref(district.pk, f"{district.ref_prefix}F", at=at)
            timeline.begin(group, "take_in", by=by, at=at)
    except IntegrityError:  # the key has been used, perhaps
        first: Group | None = (
            Group.objects.filter(district_id=district.pk, key=key).whole().first()
        )
        if first is None:
            raise
        return first
    return group


@transaction.atomic
def show(
    group: Group,
    code: str,
    *,
    note: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The incubator has seen a document, or what was to be reached. Seen twice is once."""
    policy.require_host(by, group.incubator, on=timezone.localdate(at))
    timeline.refuse_repeated(group, key)
    known = {item.code: item for items in NEEDED.values() for item in items}
    if code not in known or code == CYCLE:
        raise Refusal(_("请从列表中选择。"), field="code")
    _row, is_new = Shown.objects.get_or_create(
        district_id=group.district_id, group=group, code=code,
        defaults={"note": note.strip()[:200], "at": at},
    )  # fmt: skip
    if is_new:
        said = f"{known[code].label} {note.strip()}".strip()
        timeline.append(group, "show", by=by, at=at, key=key, note=said)


@transaction.atomic
def go_on(group: Group, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """To the trial, or from registered to active. What is missing is said by name."""
    verb = _ready(group, by, at=at, key=key)
    if verb == "register":
        raise Refusal(_("登记成立要填登记证号和单位代码。"), field="registration")
    move(group, verb, by=by, at=at, key=key)


@transaction.atomic
def register(
    group: Group,
    *,
    code: str,
    registration: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """It is registered: from now on it is a unit of the district, with `code`."""
    verb = _ready(group, by, at=at, key=key)
    if verb != "register":
        GROUP.require(group, "register")
    if not registration.strip():
        raise Refusal(_("请填登记证号。"), field="registration")
    if Organisation.objects.filter(district_id=group.district_id, code=code.strip()).exists():
        raise Refusal(_("这个单位代码已经有了，请换一个。"), field="code")
    unit = structure.put_organisation(
        group.district, code.strip(), name=group.name, kind=OrganisationKind.NGO,
        place=group.place, by=None, at=at,
    )  # fmt: skip
    move(
        group, "register", by=by, at=at, key=key,
        organisation=unit, registration=registration.strip()[:40],
    )  # fmt: skip


@transaction.atomic
def close(
    group: Group, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It ends, and why. A unit that it has become stays one."""
    policy.require_host(by, group.incubator, on=timezone.localdate(at))
    timeline.refuse_repeated(group, key)
    if not reason.strip():
        raise Refusal(_("请写明为什么结束。"), field="reason")
    move(group, "close", by=by, at=at, key=key, reason=reason.strip()[:500])


@transaction.atomic
def hand_over(
    group: Group,
    *,
    to: Organisation,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Another incubator looks after it from now on: from the district's to a street's, or back."""
    policy.require_host(by, group.incubator, on=timezone.localdate(at))
    timeline.refuse_repeated(group, key)
    if to.district_id != group.district_id or to.pk == group.incubator_id:
        raise Refusal(_("请选本辖区的另一个孵化平台。"), field="to")
    timeline.append(
        group, "hand_over", by=by, at=at, key=key, note=to.name, changes={"incubator": to}
    )


def _ready(group: Group, by: User | None, *, at: datetime, key: UUID | None) -> str:
    """The move that leads on, where nothing is missing."""
    policy.require_host(by, group.incubator, on=timezone.localdate(at))
    timeline.refuse_repeated(group, key)
    verb = NEXT.get(GroupStage(group.state), "try_out")
    GROUP.require(group, verb)
    if lacking := queries.missing(group):
        names = _("、").join(str(item.label) for item in lacking)
        raise Refusal(_("还差：%s。") % names, code="incomplete")
    return verb


def move(
    group: Group, verb: str, *, by: User | None, at: datetime, key: UUID | None, **changes: Any
) -> None:
    """Make a move of the group's lifecycle; who speaks for it hears where it stands now."""
    on, note = timezone.localdate(at), changes.get("reason", "")
    entry = GROUP.apply(group, verb, by=by, at=at, key=key, note=note, stage_on=on, **changes)
    now = "：".join(part for part in (str(GroupStage(group.state).label), note) if part)
    telling.tell_group("group_stage", group, entry=entry, text=now)


def check(district: District, told: Told) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    for thing, field in ((told.place, "place"), (told.incubator, "incubator")):
        if thing.district_id != district.pk:
            raise Refusal(_("这个单位或地点不在本辖区。"), field=field)
    if not told.name.strip():
        raise Refusal(_("请写一个名称。"), field="name")
    if not told.about.strip():
        raise Refusal(_("请写明想做什么。"), field="about")
