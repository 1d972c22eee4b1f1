"""What happens to people's data when it has been kept long enough.

Terms are the playbook's (`rules.Retention`), counted from closing. First a case loses what tells
of a person; later it goes as a whole, and a tombstone says that it was there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from lianxin.cases import queries
from lianxin.cases.actions import deed
from lianxin.cases.facts import CaseDeleted
from lianxin.cases.models import (
    Answers,
    BulletinCase,
    Case,
    CaseClock,
    CaseQuerySet,
    Consultation,
    Extension,
    Helper,
    Mediation,
    Parking,
    Party,
    Photo,
    Rating,
    Reading,
    Requester,
    Routing,
    Stint,
    Task,
    Tombstone,
    Verification,
)
from lianxin.cases.states import Outcome, State
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.reactions import announce
from lianxin.language import personal

BATCH = 500
WRITTEN = ("subject", "text", "address", "public_subject", "public_text")
OWN: tuple[Any, ...] = (
    CaseClock,
    Stint,
    Helper,
    Extension,
    Parking,
    Requester,
    Rating,
    Reading,
    Routing,
    Task,
    Verification,
    BulletinCase,
    Answers,
)
"""Tables whose rows belong to one case and go with it; photos, consultations and mediations, which
have rows of their own, go before."""


def due_to_anonymise(district_id: int, *, at: datetime) -> CaseQuerySet:
    """Closed cases whose contacts have been kept long enough, the oldest first."""
    term = timedelta(days=queries.rules_of(district_id).retention.contacts)
    return _closed_before(district_id, at - term).filter(anonymised_at=None)


def due_to_delete(district_id: int, *, at: datetime) -> CaseQuerySet:
    """Closed cases that have been kept long enough and to which no other case refers any more."""
    terms = queries.rules_of(district_id).retention
    withdrawn = Q(outcome=Outcome.WITHDRAWN, closed_at__lt=at - timedelta(days=terms.withdrawn))
    others = Q(closed_at__lt=at - timedelta(days=terms.others))
    longest = at - timedelta(days=min(terms.withdrawn, terms.others))
    alone = {f"{kin}__isnull": True for kin in ("followers", "children", "lookalikes")}
    return _closed_before(district_id, longest).filter(withdrawn | others, **alone)


def keep_terms(district_id: int, *, at: datetime) -> tuple[int, int]:
    """Anonymise and delete what is due by `at`. Returns how many of each; safe to repeat, and to
    be killed in the middle: each case is done in one transaction."""
    deleted = 0
    while batch := list(due_to_delete(district_id, at=at)[:BATCH]):
        for case in batch:
            delete(case, at=at)
        deleted += len(batch)
    anonymised = 0
    while batch := list(due_to_anonymise(district_id, at=at)[:BATCH]):
        for case in batch:
            anonymise(case, at=at)
        anonymised += len(batch)
    return anonymised, deleted


@transaction.atomic
def anonymise(case: Case, *, at: datetime) -> None:
    """Take out of the file what tells of a person: contacts, and names, numbers and doors in what
    was written. What happened and when stays; the history stays whole, without those words."""
    own: dict[str, Any] = {"district_id": case.district_id, "case": case}
    Requester.objects.filter(**own).update(
        name=None, phone=None, email=None, user=None, phone_index=""
    )
    Consultation.objects.filter(**own).update(address=None)
    parties = Party.objects.filter(district_id=case.district_id, mediation__case=case)
    parties.update(name=None, phone=None)
    for row in Answers.objects.filter(**own):
        row.values = {name: _plain(value) for name, value in row.values.items()}
        row.save(update_fields=["values"])
    _redact(Rating.objects.filter(**own), "comment")
    _redact(Verification.objects.filter(**own), "text")
    _redact(Consultation.objects.filter(**own), "reply")
    _forget_words(case)
    changes = _all_columns(case) | {name: _plain(getattr(case, name)) for name in WRITTEN}
    entry = timeline.append(
        case, "anonymise", by=None, at=at, changes=changes | {"anonymised_at": at}
    )
    deed.changed(case, entry)


@transaction.atomic
def delete(case: Case, *, at: datetime) -> Tombstone:
    """Delete the case with all that belongs to it, and leave a tombstone."""
    stone = Tombstone(
        id=case.pk,
        district_id=case.district_id,
        ref=case.ref,
        class_code=case.class_code,
        state=case.state,
        outcome=case.outcome,
        received_at=case.received_at,
        closed_at=case.closed_at,
        deleted_at=at,
        entries=case.seq,
        head=case.head,
    )
    stone.save(force_insert=True)
    announce(CaseDeleted(case.district_id, case.pk))
    own: dict[str, Any] = {"district_id": case.district_id, "case": case}
    _delete_photos(Photo.objects.filter(**own))
    Consultation.objects.filter(**own).delete()
    Party.objects.filter(district_id=case.district_id, mediation__case=case).delete()
    Mediation.objects.filter(**own).delete()
    for model in OWN:
        model.objects.filter(**own).delete()
    Entry.objects.filter(district_id=case.district_id, subject_id=case.pk).delete()
    Case.objects.filter(district_id=case.district_id, pk=case.pk).delete()
    return stone


def _closed_before(district_id: int, moment: datetime) -> CaseQuerySet:
    cases: CaseQuerySet = Case.objects.filter(
        district_id=district_id, state=State.CLOSED, closed_at__lt=moment
    )
    return cases.whole().order_by("closed_at", "id")


def _plain(value: Any) -> Any:
    return personal.redact(value).text if isinstance(value, str) and value else value


def _redact(rows: models.QuerySet[Any], column: str) -> None:
    for row in rows:
        setattr(row, column, _plain(getattr(row, column)))
        row.save(update_fields=[column])


def _forget_words(case: Case) -> None:
    """Blank the entries whose note or facts tell of a person. What the case is now is written
    down anew afterwards, so that it can still be rebuilt."""
    told = [
        entry.pk
        for entry in timeline.of(case)
        if _tells(entry.note) or any(_tells(value) for value in entry.facts.values())
    ]
    timeline.forget(Entry.objects.filter(district_id=case.district_id, pk__in=told))


def _tells(value: object) -> bool:
    return isinstance(value, str) and bool(personal.find_personal(value, weak=True))


def _all_columns(case: Case) -> dict[str, Any]:
    """What `case` is, to be written down once more."""
    fields = [f for f in case._meta.concrete_fields if f.attname not in case.untracked]
    return {field.attname: getattr(case, field.attname) for field in fields}


def _delete_photos(photos: models.QuerySet[Photo]) -> None:
    """The rows now; the files once it is certain that the rows are gone."""
    names = [name for row in photos for name in (row.file.name, row.thumb.name) if name]
    photos.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
