"""A case that several units work on: divided into parts, each a case of its own (C16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases.actions import checklist, deed, dispatch, kin
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import PROMISES, Case, ClassedBy
from lianxin.cases.queries import suggested_units
from lianxin.cases.states import UNANSWERED, Outcome, State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Audience
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User

MOST = 10  # Signalen


@dataclass(frozen=True)
class Part:
    """What one unit shall do. Without `unit` it waits at the desk."""

    subject: str
    text: str = ""
    class_code: str = ""
    unit: Organisation | None = None


@transaction.atomic
def divide(
    case: Case,
    *,
    parts: Sequence[Part],
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> list[Case]:
    """Make a case of each of `parts`, with a number and promises of its own, that answers to the
    unit which has `case`. The requester stays with `case` alone and sees how the parts stand.

    At most ten parts in all, one level deep; raises `Refusal` beyond.
    """
    return _divide(case, parts, by=by, at=at, note=note, key=key, bundle=case.bundle)


@transaction.atomic
def open_bundle(
    case: Case, *, code: str, by: User | None, at: datetime, key: UUID | None = None
) -> list[Case]:
    """Divide `case` as the playbook does with one event in people's life (一件事); each part goes
    to the unit whose duty it is."""
    clocks = Clocks(case, at=at)
    bundle = clocks.rules.bundles.get(code)
    if bundle is None:
        raise Refusal(_("没有这个“一件事”，请从列表中选择。"), field="code")
    parts = [Part(part.subject.zh, class_code=part.class_code) for part in bundle.parts]
    made = _divide(case, parts, by=by, at=at, note=bundle.label.zh, key=key, bundle=code)
    for part in made:
        unit = next(iter(suggested_units(part)), None)
        if unit:
            dispatch.assign(part, to=unit, by=None, at=at, note=_("按职责分派"))
    return made


def _divide(
    case: Case,
    parts: Sequence[Part],
    *,
    by: User | None,
    at: datetime,
    note: str,
    key: UUID | None,
    bundle: str,
) -> list[Case]:
    clocks = deed.begin(case, "divide", by=by, at=at, key=key)
    _require_divisible(case, parts)
    listed = "；".join(part.subject for part in parts)
    entry = deed.record(
        case,
        "divide",
        by=by,
        clocks=clocks,
        note=f"{note}：{listed}" if note else listed,
        key=key,
        audience=Audience.PUBLIC,
        changes={
            "bundle": bundle
        },  # also where it stays: nobody may have ended the case meanwhile
    )
    keys = [uuid5(entry.pk, str(n)) for n in range(len(parts))]
    return [
        _make(case, part, by=by, at=at, key=own) for part, own in zip(parts, keys, strict=True)
    ]


def _require_divisible(case: Case, parts: Sequence[Part]) -> None:
    if case.parent_id:
        raise IllegalMove(_("分办件不能再分办。需要别的单位一起办，请请求协办。"))
    if case.state not in UNANSWERED:
        raise IllegalMove(_("已答复或已并入的诉求不能再分办。"))
    if case.is_confidential:
        raise Refusal(_("保密的诉求不能分给别的单位。"), code="confidential")
    if not parts or not all(part.subject.strip() for part in parts):
        raise Refusal(_("请写明每一件要办什么。"), field="parts")
    if kin.parts(case).count() + len(parts) > MOST:
        raise Refusal(_("一件诉求最多分成 %d 件。") % MOST, field="parts", code="too_many_parts")
    units = [part.unit for part in parts if part.unit]
    if any(unit.district_id != case.district_id or not unit.is_active for unit in units):
        raise Refusal(_("请选择本辖区在用的单位。"), field="parts")


def _make(parent: Case, part: Part, *, by: User | None, at: datetime, key: UUID) -> Case:
    child = _child(parent, part, at=at, key=key)
    clocks = Clocks(child, at=at)
    known = clocks.rules.classes.get(child.class_code)
    child.kind = known.kind if known else parent.kind
    child.grade = known.grade if known and known.grade else parent.grade
    child.rules_version = clocks.rules.version
    clocks.start(*PROMISES)
    child.next_due_at = clocks.next_due_at()
    child.ref = next_ref(child.district_id, parent.district.ref_prefix, at=at)
    entry = timeline.begin(child, "open", by=by, at=at, note=_("由 %s 分办") % parent.ref)
    clocks.save()
    checklist.lay(child, clocks.rules)
    deed.changed(child, entry)
    if part.unit:
        dispatch.assign(child, to=part.unit, by=None, at=at, note=_("由 %s 分办") % parent.ref)
    else:
        deed.tell_unit(child.lead, "case_new", child, entry=entry, roles=(Role.DISPATCHER,))
    return child


def _child(parent: Case, part: Part, *, at: datetime, key: UUID) -> Case:
    return Case(
        id=new_id(),
        district_id=parent.district_id,
        key=key,
        parent=parent,
        subject=part.subject.strip()[:120],
        text=part.text.strip() or parent.text,
        class_code=part.class_code or parent.class_code,
        classed_by=ClassedBy.STAFF,
        place=parent.place,
        address=parent.address,
        lon=parent.lon,
        lat=parent.lat,
        source=parent.source,
        state=State.RECEIVED,
        lead=network.desk_for(parent.place),
        received_at=at,
    )


@transaction.atomic
def close_whole(
    case: Case,
    *,
    outcome: str,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Close a case with all parts that are open, with a text that the requester and the units
    that work on them get."""
    timeline.refuse_repeated(case, key)
    deed.require_text(note, _("办结要写明理由，诉求人会看到。"))
    for part in kin.parts(case).open().whole():
        dispatch.close(part, outcome=outcome, note=note, by=None, at=at)
        entry = timeline.of(part).reverse()[0]
        deed.tell_unit(part.lead, "case_supplied", part, entry=entry, text=note)
    dispatch.close(case, outcome=outcome, note=note, by=by, at=at, key=key)


def composed(case: Case) -> str:
    """The answers of the parts as the beginning of one answer; "" while there are none."""
    lines: list[str] = []
    for part in kin.parts(case).exclude(outcome="").exclude(outcome=Outcome.WITHDRAWN):
        said = timeline.of(part).filter(verb__in=("answer", "pass")).last()
        if said:
            what = f"{len(lines) + 1}. {part.subject}（{Outcome(part.outcome).label}）"
            lines.append(f"{what}：{said.note}")
    return "\n".join(lines)
