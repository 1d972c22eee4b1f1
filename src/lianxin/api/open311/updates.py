"""What has happened to requests, and what a requester adds to one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.api.open311 import filing, listing, sight, words
from lianxin.api.open311.door import Call
from lianxin.api.open311.faults import BAD, UNKNOWN, Fault
from lianxin.api.open311.sight import Seen
from lianxin.api.open311.told import ids_of, page_of, span_of
from lianxin.api.open311.writing import Value, w3c
from lianxin.cases.actions import handling, requester
from lianxin.cases.actions.intake import MAX_TEXT
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, CaseQuerySet, Solved
from lianxin.cases.states import State
from lianxin.kernel import privacy, throttle
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.refusals import Repeated
from lianxin.network.models import Scope

OVER = frozenset({"closed", "fixed", "solved"})
"""What apps call a request of which its requester says that it is done."""
AGAIN = frozenset({"reopen", "reopened"})


def rows(call: Call) -> list[Value]:
    """The newest first: those of the requests asked for by number, or of all in the time asked
    for, which without a word is the last 90 days."""
    page = page_of(call.told)
    ordered = _entries(call).order_by("-at", "-seq", "-id")
    found = list(ordered[page.first : page.first + page.size])
    cases = Case.objects.filter(
        district_id=call.district.pk, pk__in={entry.subject_id for entry in found}
    )
    are_listed = not ids_of(call.told)
    seen = {one.case.pk: one for one in sight.seen(call, cases, are_listed=are_listed)}
    return [_row(entry, seen[entry.subject_id]) for entry in found if entry.subject_id in seen]


def _entries(call: Call) -> QuerySet[Entry]:
    told = call.told
    entries = Entry.objects.filter(
        district_id=call.district.pk,
        subject_label=Case._meta.label_lower,
        audience=Audience.PUBLIC,
        verb__in=list(words.HAPPENED),
    )
    ids = ids_of(told)
    cases = sight.numbered(call, ids) if ids else _followed(call)
    if ids and not (told.one("start_date") or told.one("end_date")):
        return entries.filter(subject_id__in=cases.values("pk"))
    span = span_of(told, at=call.at)
    return entries.filter(
        at__gte=span.since,
        at__lte=span.until,
        subject_id__in=listing.stirred(cases, since=span.since),
    )


def _followed(call: Call) -> CaseQuerySet:
    """What a caller who names none wants to hear of; an app, of what it has filed."""
    is_app = call.may(Scope.CASES_FILE) and not call.may(Scope.CASES_READ)
    return sight.own(call) if is_app else sight.listed(call)


def _row(entry: Entry, seen: Seen) -> Mapping[str, Value]:
    said = str(words.HAPPENED[entry.verb])
    if seen.is_whole and entry.note and entry.verb in words.NOTED:
        said = f"{said}：{entry.note}"
    return {
        "update_id": str(entry.pk),
        "service_request_id": seen.case.ref,
        "status": "closed" if entry.verb in words.AFTER_CLOSING else "open",
        "description": said,
        "updated_datetime": w3c(entry.at),
        "media_url": None,
    }


def add(call: Call) -> Mapping[str, Value]:
    """What the requester says through the app that filed it.

    While the unit waits for her, it is the answer to its question. Of an answered case, that it
    is "closed" is her verdict; that it is "open" changes nothing, for so it stands. To "reopen" an
    answered case, or to call a closed one "open", asks for it to be reopened. Anything else is
    told to the unit.
    """
    token = call.require_key(Scope.CASES_FILE)
    throttle.hit("open311", str(token.pk), limit=filing.MOST, per=filing.PER, at=call.at)
    case = _case(call)
    text = call.told.one("description", most=MAX_TEXT)
    text = "\n".join([text, *filing.links_of(call.told)]).strip()
    header = call.request.headers.get("Idempotency-Key", "").strip()
    key = filing.key_of(call, header or call.told.one("update_id"), case.ref)
    if not call.is_trial:
        _do_once(call, case, text, key)
    entry = Entry.objects.filter(district_id=case.district_id, key=key).first()
    return {
        "update_id": str(entry.pk if entry else key),
        "service_request_id": case.ref,
        "status": "closed" if case.state == State.CLOSED else "open",
    }


def _case(call: Call) -> Case:
    ref = call.told.one("service_request_id").upper()
    if not ref:
        raise Fault(BAD, _("请给出 service_request_id。"))
    case: Case | None = sight.own(call).filter(ref=ref).whole().first()
    if case is None:
        raise Fault(UNKNOWN, _("没有编号为“%s”的诉求，或者不是用这个 api_key 登记的。") % ref[:40])
    return case


def _do_once(call: Call, case: Case, text: str, key: UUID) -> None:
    """Of two at the same moment, PostgreSQL lets the second find out only when it writes."""
    try:
        with transaction.atomic():
            _do(call, case, text, key)
    except (Repeated, IntegrityError):
        if not Entry.objects.filter(district_id=case.district_id, key=key).exists():
            raise


def _do(call: Call, case: Case, text: str, key: UUID) -> None:
    status, code = call.told.one("status").lower(), privacy.tracking_code(case.pk)
    is_over, is_closed = case.state == State.ANSWERED, case.state == State.CLOSED
    if is_over and status in OVER:
        verdict = Verdict(Solved.YES, comment=text)
        requester.rate(case, verdict, code=code, key=key, at=call.at)
    elif (is_closed and status == "open") or ((is_over or is_closed) and status in AGAIN):
        verdict = Verdict(Solved.NO, comment=text)
        requester.rate(case, verdict, code=code, key=key, at=call.at)
    elif case.is_open:
        uploads = filing.uploads_of(call)
        requester.add(case, note=text, uploads=uploads, code=code, key=key, at=call.at)
    elif not text:
        raise Fault(BAD, _("请在 description 里写下要补充的内容。"))
    else:
        note = _("诉求人通过应用补充：%s") % text
        handling.note(case, note=note, by=None, key=key, at=call.at)
