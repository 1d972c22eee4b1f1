"""Who sees what of a case through this door.

- Anybody, without a key: published cases in the words written for the public, no closer than
  their street. And of a request that came through an app, asked for by its number: how it stands,
  without a word of what was said, so that an app can follow what it has filed, as the standard
  has it.
- The key of who filed it (`CASES_FILE`): everything the requester may know.
- A key to read (`CASES_READ`): the same of every case that its person may see.

Nobody sees contact data, names of staff or internal notes here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from lianxin.api.open311.door import Call
from lianxin.cases import policy
from lianxin.cases.models import Case, CaseQuerySet, Source
from lianxin.network.models import Scope

PUBLISHED = Q(published_at__isnull=False)
FROM_APPS = Q(source=Source.API, relayed_by__isnull=False, is_confidential=False)


class Sight(Enum):
    STATE = "STATE"
    PUBLISHED = "PUBLISHED"
    WHOLE = "WHOLE"


@dataclass(frozen=True)
class Seen:
    case: Case
    sight: Sight

    @property
    def is_whole(self) -> bool:
        return self.sight is Sight.WHOLE


def listed(call: Call) -> CaseQuerySet:
    """The cases that a list shows to the caller."""
    if call.may(Scope.CASES_READ):
        return _readable(call)
    everything: CaseQuerySet = Case.objects.filter(district_id=call.district.pk)
    return everything.filter(PUBLISHED | _own(call) if call.may(Scope.CASES_FILE) else PUBLISHED)


def numbered(call: Call, refs: Iterable[str]) -> CaseQuerySet:
    """Those among `refs` of which the caller may know anything."""
    everything: CaseQuerySet = Case.objects.filter(
        district_id=call.district.pk, ref__in=list(refs)
    )
    known = PUBLISHED | FROM_APPS
    if call.may(Scope.CASES_FILE):
        known |= _own(call)
    if call.may(Scope.CASES_READ):
        known |= Q(pk__in=_readable(call).filter(ref__in=list(refs)).values("pk"))
    return everything.filter(known)


def own(call: Call) -> CaseQuerySet:
    """What was filed with the key of the call, or another one of the same person."""
    everything: CaseQuerySet = Case.objects.filter(district_id=call.district.pk)
    return everything.filter(_own(call))


def seen(call: Call, cases: Iterable[Case], *, are_listed: bool) -> list[Seen]:
    """`cases`, which `listed` or else `numbered` found, each with how much of it is shown."""
    rows = list(cases)
    if not rows or not call.may(Scope.CASES_READ):
        readable = set[UUID]()
    elif are_listed:
        readable = {case.pk for case in rows}
    else:
        found = _readable(call).filter(pk__in=[case.pk for case in rows])
        readable = set(found.values_list("pk", flat=True))
    return [Seen(case, _sight(call, case, is_readable=case.pk in readable)) for case in rows]


def _sight(call: Call, case: Case, *, is_readable: bool) -> Sight:
    user = call.user
    is_own = (
        user is not None
        and case.relayed_by_id == user.pk
        and case.source == Source.API
        and not case.is_confidential
    )
    if is_readable or (is_own and call.may(Scope.CASES_FILE)):
        return Sight.WHOLE
    return Sight.PUBLISHED if case.published_at else Sight.STATE


def whole(call: Call) -> Q:
    """Of what `listed` found: what is shown as it is."""
    if call.may(Scope.CASES_READ):
        return ~Q(pk__in=[])
    if call.may(Scope.CASES_FILE):
        return _own(call) & Q(is_confidential=False)
    return Q(pk__in=[])


def _own(call: Call) -> Q:
    return Q(source=Source.API, relayed_by_id=call.user.pk if call.user else None)


def _readable(call: Call) -> CaseQuerySet:
    assert call.user  # a key has its person
    return policy.visible_to(call.user, on=timezone.localdate(call.at))
