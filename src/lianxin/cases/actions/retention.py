"""What happens to people's data when it has been kept long enough.

Terms are the playbook's (`rules.Retention`), counted from closing. First a case loses what tells
of a person; later it goes as a whole, and a tombstone says that it was there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from lianxin.cases import findable, queries
from lianxin.cases.actions import deed, private
from lianxin.cases.actions.photos import files as photo_files
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
from lianxin.following import actions as following
from lianxin.kernel.models import Entry
from lianxin.kernel.reactions import announce
from lianxin.network import forgetting
from lianxin.search import actions as search

BATCH = 500
SLICE = 15.0  # seconds; then the worker does what is more urgent
WRITTEN = ("subject", "text", "address", "public_subject", "public_text")
WRITTEN_BESIDE: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Rating, ("comment",)),
    (Verification, ("text", "remark")),
    (Consultation, ("party", "question", "reply")),
    (Task, ("label", "note")),
    (Extension, ("reason",)),
    (Parking, ("reason", "decision")),
    (Mediation, ("agreement",)),
)
"""Tables with words of people about a case, and the columns that hold them."""
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
    done = Counter(_kept(district_id, at=at))
    return done["anonymised"], done["deleted"]


def keep_some_terms(district_id: int, *, at: datetime) -> bool:
    """The same for some seconds. False when nothing is left to do."""
    until = time.monotonic() + SLICE
    return any(time.monotonic() >= until for _done in _kept(district_id, at=at))


def _kept(district_id: int, *, at: datetime) -> Iterator[str]:
    """Does one case after the other, and says what was done with it."""
    while batch := list(due_to_delete(district_id, at=at)[:BATCH]):
        _unsay(district_id, batch)
        for case in batch:
            _delete(case, at=at)
            yield "deleted"
    while batch := list(due_to_anonymise(district_id, at=at)[:BATCH]):
        _unsay(district_id, batch)
        for case in batch:
            _anonymise(case, at=at)
            yield "anonymised"


@transaction.atomic
def anonymise(case: Case, *, at: datetime) -> None:
    """Take out of the file what tells of a person: contacts, and names, numbers and doors in what
    was written. What happened and when stays; the history stays whole, without those words."""
    _unsay(case.district_id, [case])
    _anonymise(case, at=at)


@transaction.atomic
def delete(case: Case, *, at: datetime) -> Tombstone:
    """Delete the case with all that belongs to it, and leave a tombstone."""
    _unsay(case.district_id, [case])
    return _delete(case, at=at)


@transaction.atomic
def _anonymise(case: Case, *, at: datetime) -> None:
    own: dict[str, Any] = {"district_id": case.district_id, "case": case}
    known = private.known(case)
    Requester.objects.filter(**own).update(**Requester.GONE, user=None)
    Consultation.objects.filter(**own).update(address=None)
    parties = Party.objects.filter(district_id=case.district_id, mediation__case=case)
    parties.update(name=None, phone=None)
    Reading.objects.filter(**own).update(guesses=[], dangers=[])
    for row in Answers.objects.filter(**own):
        row.values = {name: forgetting.plain(value, known) for name, value in row.values.items()}
        row.save(update_fields=["values"])
    for model, columns in WRITTEN_BESIDE:
        forgetting.redact(model.objects.filter(**own), columns, known)
    gone = {"anonymised_at": at}
    entry = forgetting.rewrite(case, WRITTEN, known=known, at=at, changes=gone)
    deed.changed(case, entry)


@transaction.atomic
def _delete(case: Case, *, at: datetime) -> Tombstone:
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
    for kind in (findable.CASE, findable.PUBLISHED):
        search.remove(kind, case.pk, district_id=case.district_id)
    _delete_photos(Photo.objects.filter(**own))
    Consultation.objects.filter(**own).delete()
    Party.objects.filter(district_id=case.district_id, mediation__case=case).delete()
    Mediation.objects.filter(**own).delete()
    for model in OWN:
        model.objects.filter(**own).delete()
    Entry.objects.filter(district_id=case.district_id, subject_id=case.pk).delete()
    Case.objects.filter(district_id=case.district_id, pk=case.pk).delete()
    return stone


def _unsay(district_id: int, cases: list[Case]) -> None:
    """Take back what was written about them, and about what became of them."""
    forgetting.unsay(district_id, cases)
    following.forget(cases)


def _closed_before(district_id: int, moment: datetime) -> CaseQuerySet:
    cases: CaseQuerySet = Case.objects.filter(
        district_id=district_id, state=State.CLOSED, closed_at__lt=moment
    )
    return cases.whole().order_by("closed_at", "id")


def _delete_photos(photos: models.QuerySet[Photo]) -> None:
    """The rows now; the files once it is certain that the rows are gone."""
    names = [name for row in photos for name in photo_files(row)]
    photos.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
