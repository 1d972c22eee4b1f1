"""What becomes of a letter: a case, words for a case, a mark that ours came back, or nothing."""

from __future__ import annotations

import io
import re
import unicodedata
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.bots.mail.letter import Letter
from lianxin.bots.mail.parts import Enclosure
from lianxin.bots.places import place_in
from lianxin.cases.actions import handling, intake, requester
from lianxin.cases.actions.intake import MAX_SUBJECT, MAX_TEXT, Contact, Report
from lianxin.cases.actions.photos import MOST, Upload
from lianxin.cases.models import Case, CaseQuerySet, Requester, Source
from lianxin.cases.queries import NOBODY
from lianxin.kernel import privacy, throttle
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Repeated
from lianxin.network.models import District
from lianxin.outbox import actions as outbox

LETTERS = UUID("7d2a1c55-0c5e-4a7e-8a6e-2f1d0b7f9c11")
REF = re.compile(r"(?<![A-Z0-9-])[A-Z0-9]{1,6}-\d{2}-\d{5,}(?!\d)")
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
    key = _key(district, letter.message_id)
    if Entry.objects.filter(district_id=district.pk, key=key).exists():
        return Taken.ADDED
    case = _answered(district, letter)
    throttle.hit("mail", letter.sender, limit=MOST_LETTERS, per=PER, at=at)
    if case is not None:
        return _add(case, letter, key=key, at=at)
    return _file(district, letter, key=key, at=at)


def _key(district: District, message_id: str) -> UUID:
    return uuid5(LETTERS, f"{district.pk}:{message_id}")


def _file(district: District, letter: Letter, *, key: UUID, at: datetime) -> Taken:
    said = letter.text or letter.subject or _unsaid(letter)
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


def _unsaid(letter: Letter) -> str:
    return _("（来信没有写字，请看附件）") if letter.enclosures else ""


def _add(case: Case, letter: Letter, *, key: UUID, at: datetime) -> Taken:
    """To a closed case the words are a note: those who had it read them, and nothing moves."""
    text = letter.own or letter.subject or _unsaid(letter)
    if case.is_open:
        code, said = privacy.tracking_code(case.pk), text[:MAX_TEXT]
        requester.add(case, note=said, uploads=_pictures(letter), code=code, key=key, at=at)
        _keep_rest(case, letter, text[MAX_TEXT:], key=key, at=at)
    else:
        note = _("办结后诉求人来信：%s") % text
        handling.note(case, note=note, by=None, key=key, at=at)
        _keep_rest(case, letter, "", key=key, at=at)
    return Taken.ADDED


def _keep_rest(case: Case, letter: Letter, rest: str, *, key: UUID, at: datetime) -> None:
    """What found no place in the case itself: the end of a long text, and files that are no
    pictures or too many, of which the names are kept; the letter itself stays in the mailbox."""
    kept = {id(one) for one in _shown(letter)} if case.is_open else set()
    files = [one.name for one in letter.enclosures if id(one) not in kept]
    parts = [rest] if rest else []
    if files:
        parts.append(_("邮件还附有文件，请到邮箱查看：%s") % _("、").join(files))
    if parts:
        handling.note(case, note="\n".join(parts), by=None, at=at, key=uuid5(key, "rest"))


def _shown(letter: Letter) -> list[Enclosure]:
    return [one for one in letter.enclosures if one.is_picture][:MOST]


def _pictures(letter: Letter) -> list[Upload]:
    return [Upload(one.name, len(one.content), io.BytesIO(one.content)) for one in _shown(letter)]


def _answered(district: District, letter: Letter) -> Case | None:
    """The case that the letter is about: it answers a letter of ours, which only its recipient
    has; or it names the number, or follows the letter that was the case, and comes from the
    address that the case was filed with."""
    for delivery_id in letter.answers:
        about = outbox.about(delivery_id, district_id=district.pk)
        entry = Entry.objects.filter(district_id=district.pk, pk=about or NOBODY).first()
        if entry:
            return _case(district, pk=entry.subject_id)
    if letter.is_forged:
        return None
    refs = REF.findall(unicodedata.normalize("NFKC", letter.subject).upper())
    keys = [_key(district, one) for one in letter.follows]
    known: CaseQuerySet = Case.objects.filter(district_id=district.pk)
    for case in known.filter(Q(ref__in=refs) | Q(key__in=keys)).whole().order_by("-received_at"):
        who = Requester.objects.filter(district_id=district.pk, case=case).first()
        if who and (who.email or "").lower() == letter.sender:
            return case
    return None


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
