"""How a case comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import answered, policy
from lianxin.cases.actions import checklist, deed, family, joining, photos, understanding
from lianxin.cases.actions.photos import Upload
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import PROMISES, Answers, Case, ClassedBy, Requester, Source
from lianxin.cases.states import State
from lianxin.kernel import privacy, timeline, work
from lianxin.kernel.database import rows
from lianxin.kernel.ids import new_id
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.language import danger, wishes
from lianxin.network import queries as network
from lianxin.network.models import District, Place, Role, User

MAX_TEXT = 4000  # Open311 GeoReport v2
MAX_SUBJECT = 120
LOOKED_AT = 1000  # characters, for a danger


@dataclass(frozen=True)
class Contact:
    """How to reach the person or firm a case is for. All of it is optional."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    user: User | None = None
    wants_privacy: bool = False  # from the units; also heard in the text


@dataclass(frozen=True)
class Report:
    """What somebody says. Only text and place are needed."""

    text: str
    place: Place
    subject: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    kind: str = ""
    class_code: str = ""
    grade: str = ""
    contact: Contact = Contact()
    photos: Sequence[Upload] = ()
    answers: Mapping[str, Any] | None = None  # to the class's questions; None: nobody asked
    joins: str = ""  # the number of a case that she says is the same matter
    bundle: str = ""  # one event of life that several units serve together, by the playbook's code


@dataclass(frozen=True)
class Receipt:
    """What the person holds afterwards. `is_new` is False when the key had been used before."""

    case: Case
    code: str
    is_new: bool


def open_case(
    district: District,
    report: Report,
    *,
    key: UUID,
    source: str,
    at: datetime,
    by: User | None = None,
) -> Receipt:
    """File a case; its promises run from `at`. With `by`, that person files it for somebody else.

    The same `key` gives the first receipt again, however often, however late, also at once.
    Raises `Refusal` when the text is missing or too long, an answer does not fit its question, or
    the place is of another district, and `NotAllowed` when `by` may not file for others.
    """
    if by is not None and not policy.can_file(by, on=timezone.localdate(at)):
        raise NotAllowed(_("您没有代他人登记诉求的权限，请直接填写“我要反映”。"))
    try:
        clocks = _prepared(district, report, key=key, source=source, at=at, by=by)
        answers = answered.prepared(clocks.case, report.answers, at=at)
        main = joining.wished(clocks.case, report.joins, at=at)
        with transaction.atomic():
            receipt = _open(clocks, report, answers, by=by)
            _open_kin(receipt.case, report, main, at=at)
            return receipt
    except (IntegrityError, Refusal):  # the key has been used, perhaps
        first = _again(district, key)
        if first is None:
            raise
        return first


def _again(district: District, key: UUID) -> Receipt | None:
    cases = Case.objects.filter(district_id=district.pk, key=key).whole()
    case = cases.first()
    return Receipt(case, privacy.tracking_code(case.pk), is_new=False) if case else None


def _prepared(
    district: District,
    report: Report,
    *,
    key: UUID,
    source: str,
    at: datetime,
    by: User | None,
) -> Clocks:
    """The case with its clocks, not yet written. All that can be done before the transaction is
    done here: on SQLite nobody else can write while it is open."""
    _check(district, report)
    case = _case(district, report, key=key, source=source, at=at)
    if by is not None and source != Source.PHONE:
        case.relayed_by = by
    clocks = Clocks(case, at=at)
    case.classed_by = _classed_by(report, source=source, by=by)
    case.kind = report.kind or clocks.rules.default_kind
    case.grade = report.grade or _grade(clocks, report)
    case.rules_version = clocks.rules.version
    case.is_confidential = clocks.rules.is_mediated(report.class_code)
    clocks.start(*PROMISES)
    case.next_due_at = clocks.next_due_at()
    return clocks


def _open(
    clocks: Clocks, report: Report, answers: Sequence[Answers], *, by: User | None
) -> Receipt:
    case, at = clocks.case, clocks.at
    case.ref = next_ref(case.district_id, case.district.ref_prefix, at=at)
    entry = timeline.begin(case, "open", by=by, at=at)
    clocks.save()
    requester = _requester(case, report.contact)
    rows.insert(requester)
    rows.insert(*answers)
    checklist.lay(case, clocks.rules)
    photos.attach(case, report.photos, at=at)
    deed.tell_unit(case.lead, "case_new", case, entry=entry, roles=(Role.DISPATCHER,))
    deed.tell_requester(
        case, "case_received", entry=entry, due_at=case.next_due_at, requester=requester
    )
    if case.source != Source.IMPORT:  # of a ledger: `ledger.file`
        work.enqueue(understanding.understand, case.district_id, str(case.pk))
    deed.changed(case, entry)
    return Receipt(case, privacy.tracking_code(case.pk), is_new=True)


def _open_kin(case: Case, report: Report, main: Case | None, *, at: datetime) -> None:
    """What else begins with the case, as its requester wishes."""
    if report.bundle:
        family.open_bundle(case, code=report.bundle, by=None, at=at)
    elif main:
        joining.follow_wish(case, main, at=at)


def _check(district: District, report: Report) -> None:
    text = report.text.strip()
    if not text:
        raise Refusal(_("请写下发生了什么，一两句话就可以。"), field="text")
    if len(text) > MAX_TEXT:
        over = len(text) - MAX_TEXT
        raise Refusal(
            _("内容最多 %(most)d 字，现在多了 %(over)d 字。请删去一些，或分两次反映。")
            % {"most": MAX_TEXT, "over": over},
            field="text",
        )
    if report.place.district_id != district.pk:
        raise Refusal(_("这个地点不在本辖区内，请重新选择地点。"), field="place")


def _case(district: District, report: Report, *, key: UUID, source: str, at: datetime) -> Case:
    text = report.text.strip()
    first_line = text.splitlines()[0]
    return Case(
        id=new_id(),
        district=district,
        key=key,
        subject=(report.subject.strip() or _headline(first_line))[:MAX_SUBJECT],
        text=text,
        place=report.place,
        address=report.address.strip(),
        lon=report.lon,
        lat=report.lat,
        class_code=report.class_code,
        source=source,
        state=State.RECEIVED,
        lead=network.desk_for(report.place),
        received_at=at,
    )


def _headline(line: str, *, length: int = 40) -> str:
    """The first clause of what was written, cut where it would be too long for a list."""
    for mark in "。！？；!?;":
        line = line.split(mark, maxsplit=1)[0]
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _grade(clocks: Clocks, report: Report) -> str:
    """A danger is urgent from its first moment, so that no other promise is ever read."""
    rules = clocks.rules
    known = rules.classes.get(report.class_code)
    grade = known.grade if known and known.grade else rules.default_grade
    if rules.urgent_grade and not rules.is_urgent(grade):
        is_danger = danger.find_danger(report.text[:LOOKED_AT])
        return rules.urgent_grade if is_danger else grade
    return grade


def _classed_by(report: Report, *, source: str, by: User | None) -> ClassedBy:
    """What a machine sends in somebody's name was chosen by whoever used it."""
    if not report.class_code:
        return ClassedBy.NOBODY
    return ClassedBy.STAFF if by and source != Source.API else ClassedBy.REQUESTER


def _requester(case: Case, contact: Contact) -> Requester:
    phone = privacy.normalise_phone(contact.phone)
    return Requester(
        district_id=case.district_id,
        case=case,
        user=contact.user,
        name=contact.name.strip() or None,
        phone=phone or None,
        email=contact.email.strip() or None,
        phone_index=privacy.blind_index(phone, purpose="phone") if phone else "",
        language=contact.language,
        wants_privacy=contact.wants_privacy or wishes.asks_for_privacy(case.text),
    )
