"""Suggestions with their reasons, and what else pages and actions ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, zip_longest
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from lianxin.cases.models import Case
from lianxin.exchange.models import Claim, Listing, ListingQuerySet
from lianxin.matching import reading, stock
from lianxin.matching.families import (
    FAMILY_OF,
    INVITED,
    OF_FIRM,
    OF_LISTING,
    OF_PROFILE,
    Family,
    word_of,
)
from lianxin.matching.models import Call, Feedback, Firm, Invite, Profile
from lianxin.matching.ranking import rank
from lianxin.matching.reasons import (
    LEAST_LIKE,
    Reason,
    Tells,
    alike,
    kilometres,
    reasons,
    shared,
)
from lianxin.matching.shelf import Shelf
from lianxin.matching.states import Why
from lianxin.matching.values import Features, Hit, Limits, Taste
from lianxin.network.models import Organisation, User

MOST: Final = 20
LEAST_SHARE: Final = 0.25  # of the best one's score: what is less is left out
LOOKED_FOR: Final = 60  # to find ten organisations that were not asked yet
LOOKED_AT: Final = 60  # the best ones, of which some may be hidden, full, over or one's own
SPARE: Final = 8  # read at first beside those that are asked for


@dataclass(frozen=True)
class Asker:
    """For whom something is sought. What comes from `unit` itself is not suggested."""

    id: UUID
    district_id: int
    features: Features
    limits: Limits
    families: tuple[Family, ...]
    unit_id: UUID | None = None
    user_id: UUID | None = None
    among: frozenset[UUID] | None = None  # these alone count, and all of them are put in order


@dataclass(frozen=True)
class Suggestion:
    listing: Listing
    reasons: Sequence[Reason]


def for_listing(listing: Listing) -> Asker:
    return Asker(
        listing.pk,
        listing.district_id,
        reading.features(listing),
        Limits(),
        OF_LISTING.get(listing.kind, ()),
        listing.provider_id,
        listing.owner_id,
    )


def for_profile(profile: Profile) -> Asker:
    """Nothing while it is off."""
    wanted = profile.wanted if profile.is_on else ()
    return Asker(
        profile.pk,
        profile.district_id,
        reading.of_profile(profile),
        reading.limits_of_profile(profile),
        tuple(family for one in wanted for family in OF_PROFILE.get(one, ())),
        user_id=profile.user_id,
    )


def for_firm(firm: Firm, *, at: datetime) -> Asker:
    return Asker(
        firm.pk,
        firm.district_id,
        reading.of_firm(firm),
        reading.limits_of_firm(firm, on=timezone.localdate(at)),
        OF_FIRM,
        firm.organisation_id,
    )


def for_case(case: Case) -> Asker:
    """What the catalogue has for an open case; nothing for one that is to be kept quiet."""
    families = () if case.is_confidential or not case.is_open else (Family.OFFER,)
    return Asker(case.pk, case.district_id, reading.of_case(case), Limits(), families)


def for_order(claim: Claim) -> Asker:
    """What it was for at first; else the words of who needs it."""
    families = (FAMILY_OF[claim.kind],) if claim.kind in FAMILY_OF else ()
    return Asker(claim.pk, claim.district_id, reading.of_order(claim), Limits(), families)


def suggestions(
    asker: Asker, family: Family, *, at: datetime, most: int = MOST
) -> list[Suggestion]:
    """What of one family fits, best first, each with a reason that tells what both are about."""
    return suggest(replace(asker, families=(family,)), at=at, most=most)[family]


def suggest(
    asker: Asker, *, at: datetime, most: int = MOST, tells: Tells = Tells.LITTLE
) -> Mapping[Family, list[Suggestion]]:
    """As `suggestions`, of each family that is sought; each has a reason that `tells` so much of
    what both are about. Three queries, whatever there is; one more where many of the best cannot
    be taken up, and every few seconds another."""
    said = list(
        Feedback.objects.filter(district_id=asker.district_id, asker_id=asker.id)
        .select_related("listing__place")
        .defer("listing__place__shape")
    )
    hidden = {feedback.listing_id for feedback in said}
    found = _hits(asker, said, at=at, most=max(LOOKED_AT, 2 * most) + len(hidden))
    hits = {
        family: [hit for hit in some if hit.key not in hidden] for family, some in found.items()
    }
    rows = _Rows(asker, at, hits, most + SPARE)
    return {
        family: list(islice(_told(asker, family, some, rows, at=at, tells=tells), most))
        for family, some in hits.items()
    }


def in_order(claim: Claim, listings: Sequence[Listing], *, at: datetime) -> list[Suggestion]:
    """All of `listings`, what fits the order best first; those not read yet come last."""
    among = frozenset(listing.pk for listing in listings)
    asker = replace(for_order(claim), among=among)
    found = suggest(asker, at=at, most=len(listings))
    fitting = [one for some in found.values() for one in some]
    seen = {one.listing.pk for one in fitting}
    return fitting + [Suggestion(one, ()) for one in listings if one.pk not in seen]


@dataclass
class _Rows:
    """The listings of the hits that can be taken up: the `first` ones of each family are read at
    once, the others together when one of them is asked for."""

    asker: Asker
    at: datetime
    hits: Mapping[Family, Sequence[Hit]]
    first: int
    found: dict[UUID, Listing] = field(default_factory=dict)
    read: set[UUID] = field(default_factory=set)

    def get(self, key: UUID) -> Listing | None:
        if key not in self.read:
            upto = None if self.read else self.first
            keys = {hit.key for some in self.hits.values() for hit in some[:upto]} - self.read
            self.found |= _open(self.asker, list(keys), at=self.at)
            self.read |= keys
        return self.found.get(key)


def _hits(
    asker: Asker, said: Sequence[Feedback], *, at: datetime, most: int
) -> dict[Family, list[Hit]]:
    on, taste = timezone.localdate(at), _taste(asker, said)
    held = stock.of(asker.district_id)
    with held.lock:
        held.refresh(at=at)
        return {
            family: rank(
                shelf, asker.features, asker.limits, on=on, taste=taste, most=most,
                among=None if asker.among is None else shelf.marked(asker.among),
            )
            for family in asker.families
            for shelf in [held.shelves[family]]
        }  # fmt: skip


def _told(
    asker: Asker,
    family: Family,
    hits: Sequence[Hit],
    rows: _Rows,
    *,
    at: datetime,
    tells: Tells,
) -> Iterator[Suggestion]:
    on = timezone.localdate(at)
    for hit in hits:
        if asker.among is None and hit.score < LEAST_SHARE * hits[0].score:
            return
        if listing := rows.get(hit.key):
            item = reading.item(listing, times=hit.times)
            told = reasons(asker.features, asker.limits, item, word=word_of(family), on=on)
            if asker.among is not None or any(reason.tells >= tells for reason in told):
                yield Suggestion(listing, told)


def _open(asker: Asker, keys: Sequence[UUID], *, at: datetime) -> dict[UUID, Listing]:
    """Those that can be taken up now, and come from somebody else."""
    found: ListingQuerySet = Listing.objects.filter(district_id=asker.district_id, pk__in=keys)
    rows = found.orderable(at=at, on=timezone.localdate(at)).whole()
    return {
        listing.pk: listing
        for listing in rows
        if not listing.is_full
        and (asker.unit_id is None or listing.provider_id != asker.unit_id)
        and (asker.user_id is None or listing.owner_id != asker.user_id)
    }


def _taste(asker: Asker, said: Sequence[Feedback]) -> Taste:
    told = [(feedback.why, reading.features(feedback.listing)) for feedback in said]
    unlike = [
        word for why, each in told if why == Why.FIELD for word in each.listed or [each.title]
    ]
    far = [kilometres(asker.features, each) for why, each in told if why == Why.FAR]
    return Taste(
        tuple(dict.fromkeys(unlike)),
        min((km for km in far if km is not None), default=None),
        any(why == Why.TIME for why, _each in told),
    )


def profile_of(user: User) -> Profile | None:
    if user.district_id is None:
        return None
    found = Profile.objects.filter(district_id=user.district_id, user=user)
    return found.select_related("area").defer("area__shape").first()


def firm_of(organisation: Organisation) -> Firm | None:
    found = Firm.objects.filter(district_id=organisation.district_id, organisation=organisation)
    return found.select_related("organisation__place").defer("organisation__place__shape").first()


def feedback_counts(district_id: int) -> dict[str, int]:
    """How often each reason was given; of whom is not told."""
    rows = Feedback.objects.filter(district_id=district_id).order_by().values_list("why")
    counts = dict(rows.annotate(n=Count("pk")))
    return {why: counts.get(why, 0) for why in Why.values}


@dataclass(frozen=True)
class Fitting:
    """An organisation that fits a need, by its best listing."""

    unit: Organisation
    listing: Listing
    reasons: Sequence[Reason]


def organisations_for(need: Listing, *, at: datetime, most: int) -> list[Fitting]:
    """The next organisations to invite to a need, best first: those that offer what fits, were
    never asked for it, and for a reason that is worth a letter."""
    asked = set(
        Invite.objects.filter(district_id=need.district_id, need=need).values_list(
            "organisation", flat=True
        )
    )
    asker = replace(for_listing(need), families=INVITED)
    lists = suggest(asker, at=at, most=LOOKED_FOR, tells=Tells.ENOUGH).values()
    found: dict[UUID, Fitting] = {}
    for suggestion in (one for row in zip_longest(*lists) for one in row if one):
        unit = suggestion.listing.provider
        if unit is None or unit.pk in asked or unit.pk in found:
            continue
        found[unit.pk] = Fitting(unit, suggestion.listing, suggestion.reasons)
        if len(found) == most:
            break
    return list(found.values())


def people_for(listing: Listing, *, at: datetime) -> list[Profile]:
    """Those who have switched their profile on, want such a thing, meet its conditions and share
    what it is about."""
    family = FAMILY_OF.get(listing.kind)
    wanted = {one for one, families in OF_PROFILE.items() if family in families}
    profiles = Profile.objects.filter(district_id=listing.district_id, is_on=True)
    rows = profiles.select_related("user", "area").defer("area__shape")
    return [
        profile
        for profile in rows.iterator()
        if wanted & set(profile.wanted) and _suits(profile, listing, at=at)
    ]


def _suits(profile: Profile, listing: Listing, *, at: datetime) -> bool:
    asked, limits = reading.of_profile(profile), reading.limits_of_profile(profile)
    on, shelf = timezone.localdate(at), Shelf()
    shelf.put([reading.item(listing)])
    if not rank(shelf, asked, limits, on=on):
        return False
    told = reading.features(listing)
    return bool(shared(asked.listed, told.listed) or alike(asked, told, least=LEAST_LIKE))


def invites_of(held: Call) -> list[Invite]:
    return list(invites(held.district_id).filter(call=held).order_by("wave", "pk"))


def invites(district_id: int) -> QuerySet[Invite]:
    """With what tells why."""
    rows = Invite.objects.filter(district_id=district_id)
    told = ("call", "organisation", "need__provider", "need__place", "fits__place")
    return rows.select_related(*told).defer("need__place__shape", "fits__place__shape")


def why_invited(invite: Invite, *, at: datetime) -> list[str]:
    """In the reader's language, from both as they stand now; what was said when it was sent where
    nothing is left to say."""
    asker, on = for_listing(invite.need), timezone.localdate(at)
    word = word_of(FAMILY_OF[invite.fits.kind])
    told = reasons(asker.features, Limits(), reading.item(invite.fits), word=word, on=on)
    if not any(reason.tells for reason in told):
        return list(invite.reasons)
    return [reason.text for reason in told]


def calls_of(need: Listing) -> list[Call]:
    found = Call.objects.filter(district_id=need.district_id, need=need)
    return list(found.order_by("-opened_at", "-pk"))
