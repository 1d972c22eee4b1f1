"""Asking somebody who has no account: a link that opens one question, once, for fourteen days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, photos
from lianxin.cases.actions.photos import Upload
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import Case, Consultation
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from lianxin.language import personal
from lianxin.network.models import User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

OPEN_FOR = timedelta(days=14)  # Signalen
MOST_TEXT = 4000
MOST_OPEN = 10  # questions of one case that wait at a time
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE_DIGITS = range(5, 16)


@transaction.atomic
def ask_outside(
    case: Case,
    *,
    party: str,
    question: str,
    by: User,
    at: datetime,
    address: str = "",
    key: UUID | None = None,
) -> Consultation:
    """Ask `party` by a link that is valid for 14 days; it is sent to `address`, an e-mail address
    or a phone number, or handed over by whoever asks. Raises `Refusal` when the question holds
    what identifies a person: the outsider gets no data of the requester."""
    clocks = deed.begin(case, "ask_outside", by=by, at=at, key=key)
    if not case.is_open:
        raise IllegalMove(_("已办结的诉求不用再征询。"))
    party = deed.require_text(party, _("请写明问的是哪个单位或什么人。"), field="party")
    question = deed.require_text(question, _("请写明要对方答复什么。"), field="question")
    _refuse_personal(question)
    to = _address(address)
    if _waiting(case).count() >= MOST_OPEN:
        raise Refusal(_("这件诉求已有 %d 份征询在等答复，请先收回不需要的。") % MOST_OPEN)
    row = Consultation.objects.create(
        district_id=case.district_id,
        key=key or new_id(),
        case=case,
        party=party,
        address=address.strip() or None,
        question=question,
        asked_by=by,
        asked_at=at,
        expires_at=at + OPEN_FOR,
    )
    entry = deed.record(
        case, "ask_outside", by=by, clocks=clocks, note=f"{party}：{question}", key=key
    )
    if to:
        letter = deed.notice("outside_asked", case, text=question, due_at=row.expires_at, link="")
        outbox.queue_to(
            replace(letter, subject=told_subject(case)),
            address=Address(name=party, link=path(row), **to),
            district_id=case.district_id,
            about=entry.pk,
            at=at,
        )
    return row


@transaction.atomic
def reply(
    row: Consultation,
    *,
    text: str,
    code: str,
    at: datetime,
    uploads: Sequence[Upload] = (),
    key: UUID | None = None,
) -> None:
    """What the outsider says, once, until the last second of the fourteenth day. The lead unit
    hears of it."""
    case = row.case
    timeline.refuse_repeated(case, key)
    if not privacy.matches_code(row.pk, code):
        raise NotAllowed(_("链接不完整，请从收到的消息里重新打开。"))
    text = deed.require_text(text, _("请写下答复。"), field="text")
    if len(text) > MOST_TEXT:
        raise Refusal(_("答复最多 %d 字，请删去一些。") % MOST_TEXT, field="text")
    if standing(row, at=at) != "OPEN":
        raise Refusal(_("这份征询已经结束，不能再答复。"), code="consultation_over")
    if not _still(row).update(reply=text, replied_at=at):
        raise Overtaken(_("这份征询刚刚已经答复或收回。"))
    photos.attach(case, uploads, at=at, is_public=False, consultation=row)
    entry = deed.record(
        case, "reply_outside", by=None, clocks=Clocks(case, at=at), key=key,
        note=f"{row.party}：{text}",
    )  # fmt: skip
    deed.tell_unit(case.lead, "case_outside_replied", case, entry=entry, text=entry.note)


@transaction.atomic
def end_outside(
    case: Case, *, consultation: Consultation, by: User | None, at: datetime,
    key: UUID | None = None,
) -> None:  # fmt: skip
    """Take a question back: its link opens nothing any more."""
    clocks = deed.begin(case, "end_outside", by=by, at=at, key=key)
    if not _still(consultation).filter(case=case).update(ended_at=at):
        raise Refusal(_("“%s”已经答复或到期，不用收回。") % consultation.party)
    deed.record(case, "end_outside", by=by, clocks=clocks, note=consultation.party, key=key)


def lapse_due(district_id: int, *, at: datetime) -> int:
    """Record of each question whose time is over that no answer came, and wake its lead unit.
    Returns how many; safe to repeat and to run in several workers."""
    due = Consultation.objects.filter(district_id=district_id, expires_at__lte=at)
    rows = due.filter(replied_at=None, lapsed_at=None, ended_at=None).order_by("expires_at")
    return sum(_lapse(row, at=at) for row in rows.select_related("case__lead", "case__place"))


@transaction.atomic
def _lapse(row: Consultation, *, at: datetime) -> bool:
    if not _still(row).update(lapsed_at=at):
        return False
    if row.case.is_open:
        note = _("%s 没有答复") % row.party
        entry = deed.record(
            row.case, "lapse_outside", by=None, clocks=Clocks(row.case, at=at), note=note
        )
        deed.tell_unit(row.case.lead, "case_outside_lapsed", row.case, entry=entry, text=note)
    return True


def standing(row: Consultation, *, at: datetime) -> str:
    """OPEN, REPLIED, ENDED (taken back, or the case is closed) or LAPSED. `case` is loaded."""
    if row.replied_at:
        return "REPLIED"
    if row.ended_at or not row.case.is_open:
        return "ENDED"
    return "LAPSED" if row.lapsed_at or at >= row.expires_at else "OPEN"


def told_subject(case: Case) -> str:
    """What the matter is called towards outsiders: "" where the name itself tells too much."""
    is_telling = case.is_confidential or personal.find_personal(case.subject)
    return "" if is_telling else case.subject


def path(row: Consultation) -> str:
    """Where the outsider answers. Whoever has it may."""
    return f"/outside/{row.pk}/{privacy.tracking_code(row.pk)}/"


def _address(text: str) -> dict[str, str]:
    """Which kind of address it is; nothing for none."""
    text = text.strip()
    if not text:
        return {}
    if EMAIL.fullmatch(text):
        return {"email": text}
    phone = privacy.normalise_phone(text)
    if len(phone) in PHONE_DIGITS and "@" not in text:
        return {"phone": phone}
    raise Refusal(
        _("“%s”不像邮箱或手机号。可以留空，把链接或二维码直接交给对方。") % text, field="address"
    )


def _refuse_personal(question: str) -> None:
    found = personal.find_personal(question)
    if found:
        seen = question[found[0].start : found[0].end]
        raise Refusal(
            _("征询里有疑似个人信息“%s”。外部单位不需要知道，请删去。") % seen, field="question"
        )


def _waiting(case: Case) -> QuerySet[Consultation]:
    rows = Consultation.objects.filter(district_id=case.district_id, case=case)
    return rows.filter(replied_at=None, lapsed_at=None, ended_at=None)


def _still(row: Consultation) -> QuerySet[Consultation]:
    """The row while nothing has ended it: whoever updates it first is the one who did."""
    return Consultation.objects.filter(
        district_id=row.district_id, pk=row.pk, replied_at=None, lapsed_at=None, ended_at=None
    )
