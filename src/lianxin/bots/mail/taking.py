"""What becomes of a letter: a case, words for a case, a mark that ours came back, or nothing."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from lianxin.bots.mail.letter import Letter
from lianxin.bots.places import place_in
from lianxin.cases.actions import handling, intake, requester
from lianxin.cases.actions.intake import MAX_SUBJECT, MAX_TEXT, Contact, Report
from lianxin.cases.actions.photos import MOST, Upload
from lianxin.cases.models import Case, Requester, Source
from lianxin.cases.queries import NOBODY
from lianxin.kernel import privacy, throttle
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Repeated
from lianxin.network.models import District
from lianxin.outbox import actions as outbox

LETTERS = UUID("7d2a1c55-0c5e-4a7e-8a6e-2f1d0b7f9c11")
REF = re.compile(r"\b([A-Z0-9]{1,6}-\d{2}-\d{5,})\b")
MOST_LETTERS, PER = 20, timedelta(hours=1)


class Taken(StrEnum):
    FILED = "FILED"
    ADDED = "ADDED"
    RETURNED = "RETURNED"
    IGNORED = "IGNORED"


def take(district: District, letter: Letter, *, at: datetime) -> Taken:
    """Do what `letter` asks for, once, however often it is read.

    Raises `Refusal` when it cannot be taken (empty, or too many from one address): somebody must
    look at it in the mailbox.
    """
    if letter.is_returned:
        return _mark_returned(district, letter, at=at)
    if letter.is_automatic or not letter.sender:
        return Taken.IGNORED
    key = uuid5(LETTERS, f"{district.pk}:{letter.message_id}")
    case = _answered(district, letter)
    if case is not None:
        return _add(case, letter, key=key, at=at)
    throttle.hit("mail", letter.sender, limit=MOST_LETTERS, per=PER, at=at)
    return _file(district, letter, key=key, at=at)


def _file(district: District, letter: Letter, *, key: UUID, at: datetime) -> Taken:
    said = letter.text or letter.subject
    place = place_in(district, f"{letter.subject}\n{said}")
    report = Report(
        text=said[:MAX_TEXT],
        subject=letter.subject[:MAX_SUBJECT],
        place=place,
        contact=Contact(name=letter.name[:60], email=letter.sender),
        photos=_pictures(letter),
    )
    receipt = intake.open_case(district, report, key=key, source=Source.EMAIL, at=at)
    if receipt.is_new:
        _keep_rest(receipt.case, letter, said[MAX_TEXT:], key=key, at=at)
    return Taken.FILED


def _add(case: Case, letter: Letter, *, key: UUID, at: datetime) -> Taken:
    text = letter.text or letter.subject
    code = privacy.tracking_code(case.pk)
    try:
        requester.add(case, note=text, uploads=_pictures(letter), code=code, key=key, at=at)
    except Repeated:
        return Taken.ADDED
    _keep_rest(case, letter, "", key=key, at=at)
    return Taken.ADDED


def _keep_rest(case: Case, letter: Letter, rest: str, *, key: UUID, at: datetime) -> None:
    """What found no place in the case itself: the end of a long text, and files that are no
    pictures, of which the names are kept; the letter itself stays in the mailbox."""
    files = [one.name or one.kind for one in letter.enclosures if not one.is_picture]
    parts = [rest] if rest else []
    if files:
        parts.append(_("邮件还附有文件，请到邮箱查看：%s") % _("、").join(files))
    if parts:
        handling.note(case, note="\n".join(parts), by=None, at=at, key=uuid5(key, "rest"))


def _pictures(letter: Letter) -> list[Upload]:
    found = [one for one in letter.enclosures if one.is_picture][:MOST]
    return [Upload(one.name, len(one.content), io.BytesIO(one.content)) for one in found]


def _answered(district: District, letter: Letter) -> Case | None:
    """The case that the letter is about: it answers a letter of ours, which only its recipient
    has, or names the number and comes from the address that the case was filed with."""
    for delivery_id in letter.answers:
        about = outbox.about(delivery_id, district_id=district.pk)
        entry = Entry.objects.filter(district_id=district.pk, pk=about or NOBODY).first()
        if entry:
            return _case(district, pk=entry.subject_id)
    found = REF.search(letter.subject.upper())
    case = _case(district, ref=found[1]) if found else None
    if case is None:
        return None
    who = Requester.objects.filter(district_id=district.pk, case=case).first()
    return case if who and (who.email or "").lower() == letter.sender else None


def _case(district: District, **which: object) -> Case | None:
    found: Case | None = Case.objects.filter(district_id=district.pk, **which).whole().first()
    return found


def _mark_returned(district: District, letter: Letter, *, at: datetime) -> Taken:
    """Whoever handles the case must know that the requester was not reached."""
    for delivery_id in letter.answers:
        about = outbox.returned(delivery_id, district_id=district.pk, at=at)
        entry = Entry.objects.filter(district_id=district.pk, pk=about or NOBODY).first()
        case = _case(district, pk=entry.subject_id) if entry else None
        if case is not None:
            key = uuid5(LETTERS, f"returned:{delivery_id}")
            note = _("发给诉求人的邮件被退回，请换一种方式联系。")
            with suppress(Repeated):
                handling.note(case, note=note, by=None, at=at, key=key)
            return Taken.RETURNED
    return Taken.IGNORED
