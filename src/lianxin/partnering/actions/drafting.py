"""Write an agreement, change it while it is not signed by both, and go on from one that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import queries as cases
from lianxin.exchange.models import Claim
from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, Place, User
from lianxin.partnering import policy, queries, terms
from lianxin.partnering.actions import reaching, telling
from lianxin.partnering.actions.reaching import Contact
from lianxin.partnering.models import Agreement, Joiner
from lianxin.partnering.states import AGREEMENT, JOINT, STANDING_BY, AgreementState, Kind, Way
from lianxin.partnering.terms import Term

DAY: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=10 * 366)
MOST_OTHERS: Final = 30
UNSIGN: Final = {
    "host_signed_at": None,
    "host_signed_by": None,
    "partner_signed_at": None,
    "partner_signed_by": None,
}


@dataclass(frozen=True)
class Told:
    """What is agreed on. `place` is the host's own where it is not said; `claim` is the
    application that it comes from; `contact` somebody of a partner without an account."""

    title: str
    host: Organisation
    partner: Organisation
    starts_on: date
    ends_on: date
    terms: Sequence[Term] = ()
    kind: str = Kind.PARTNERSHIP
    way: str = ""
    classes: Sequence[str] = ()
    text: str = ""
    place: Place | None = None
    claim: Claim | None = None
    contact: Contact | None = None
    others: Sequence[Organisation] = ()  # who signs with the two


def draft(
    district: District,
    told: Told,
    *,
    by: User | None,
    at: datetime,
    key: UUID,
    renews: Agreement | None = None,
) -> Agreement:
    """Write an agreement down; the partner is asked to read it. The same `key` is one.

    Raises `Refusal` naming the field that cannot be as it is, and `NotAllowed`.
    """
    on = timezone.localdate(at)
    if renews is None:
        policy.require_drafter(by, told.host, on=on)
    else:
        policy.require_either(by, renews, on=on)
    columns, contact = _columns(district, told), told.contact and reaching.checked(told.contact)
    agreement = Agreement(
        district=district,
        key=key,
        host=told.host,
        partner=told.partner,
        claim=told.claim,
        listing=told.claim.listing if told.claim else None,
        renews=renews,
        made_at=at,
        **columns,
    )
    try:
        with transaction.atomic():
            agreement.ref = next_ref(district.pk, f"{district.ref_prefix}P", at=at)
            entry = timeline.begin(agreement, "draft", by=by, at=at)
            _put_joiners(agreement, told)
            if contact:
                reaching.keep(agreement, contact, at=at)
            telling.tell_all("agreement_asked", agreement, entry=entry)
    except IntegrityError as error:  # the key has been used, perhaps
        return _first(district, key, renews, error)
    return agreement


@transaction.atomic
def amend(
    agreement: Agreement, told: Told, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Word it anew. Either side may; what was signed has to be signed again."""
    policy.require_either(by, agreement, on=timezone.localdate(at))
    if (told.host.pk, told.partner.pk) != (agreement.host_id, agreement.partner_id):
        raise Refusal(_("双方不能改；换了单位就另起一份。"), field="partner")
    changes = _columns(agreement.district, told) | UNSIGN
    if told.contact and told.contact != reaching.contact_of(agreement):
        reaching.reach(agreement, told.contact, by=by, at=at)
    entry = AGREEMENT.apply(agreement, "amend", by=by, at=at, key=key, **changes)
    _put_joiners(agreement, told)
    telling.tell_all("agreement_asked", agreement, entry=entry)


@transaction.atomic
def drop(
    agreement: Agreement, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It will not be signed, and why."""
    policy.require_either(by, agreement, on=timezone.localdate(at))
    reason = reason.strip()
    if not reason:
        raise Refusal(_("请写明为什么不签了。"), field="reason")
    entry = AGREEMENT.apply(
        agreement, "drop", by=by, at=at, note=reason, key=key, reason=reason[:500]
    )
    telling.tell_all("agreement_dropped", agreement, entry=entry, text=reason)


def renew(
    agreement: Agreement, *, ends_on: date, by: User | None, at: datetime, key: UUID
) -> Agreement:
    """A new agreement with the same terms that follows on this one, to be signed by both.

    Raises `Refusal` when it has been renewed, was ended early, or was never signed.
    """
    policy.require_either(by, agreement, on=timezone.localdate(at))
    if agreement.state != AgreementState.SIGNED:
        raise Refusal(_("双方签过、没有提前终止的协议才能续签。"), code="not_signed")
    starts_on = max(agreement.ends_on + DAY, timezone.localdate(at))
    carried = [replace(term, until_on=None) for term in terms.load(agreement.terms)]
    told = Told(
        title=agreement.title,
        kind=agreement.kind,
        way=agreement.way,
        classes=agreement.classes,
        host=agreement.host,
        partner=agreement.partner,
        place=agreement.place,
        text=agreement.text,
        starts_on=starts_on,
        ends_on=ends_on,
        terms=carried,
        contact=reaching.contact_of(agreement),
        others=[one.unit for one in queries.joiners_of(agreement)],
    )
    return draft(agreement.district, told, by=by, at=at, key=key, renews=agreement)


def _columns(district: District, told: Told) -> dict[str, Any]:
    """What is told, as it is stored. Raises `Refusal` naming the first field that is wrong."""
    place = told.place or told.host.place
    for thing, field in ((told.host, "host"), (told.partner, "partner"), (place, "place")):
        if thing.district_id != district.pk:
            raise Refusal(_("这个单位或地点不在本辖区。"), field=field)
    if told.host.pk == told.partner.pk:
        raise Refusal(_("双方不能是同一个单位。"), field="partner")
    if not told.title.strip():
        raise Refusal(_("请写一个名称。"), field="title")
    _require_kind(district, told)
    _require_others(district, told)
    if not told.starts_on <= told.ends_on <= told.starts_on + LONGEST:
        raise Refusal(_("到期日期要在开始日期之后，最长十年。"), field="ends_on")
    if told.claim is not None and told.claim.district_id != district.pk:
        raise Refusal(_("这份申请不在本辖区。"), field="claim")
    terms.require(told.terms, starts_on=told.starts_on, ends_on=told.ends_on)
    return {
        "title": told.title.strip()[:120],
        "text": told.text.strip()[:2000],
        "kind": told.kind,
        "way": told.way if told.kind == Kind.PARTNERSHIP else "",
        "classes": list(told.classes) if told.kind in STANDING_BY else [],
        "place": place,
        "starts_on": told.starts_on,
        "ends_on": told.ends_on,
        "terms": [term.dump() for term in told.terms],
    }


def _put_joiners(agreement: Agreement, told: Told) -> None:
    """Whoever signs with the two signs again what has been worded anew."""
    Joiner.objects.filter(district_id=agreement.district_id, agreement=agreement).delete()
    Joiner.objects.bulk_create(
        Joiner(district_id=agreement.district_id, agreement=agreement, unit=unit)
        for unit in told.others
    )


def _require_others(district: District, told: Told) -> None:
    """Raises `Refusal` unless they are different units, of a kind that more than two sign."""
    units = [told.host.pk, told.partner.pk, *(unit.pk for unit in told.others)]
    if told.others and told.kind not in JOINT:
        raise Refusal(_("只有共建协议、合作备忘录和对口支援可以几家一起签。"), field="others")
    if len(told.others) > MOST_OTHERS:
        raise Refusal(_("一起签的单位最多 %d 个。") % MOST_OTHERS, field="others")
    if len(set(units)) < len(units):
        raise Refusal(_("同一个单位只写一次。"), field="others")
    if any(unit.district_id != district.pk or not unit.is_active for unit in told.others):
        raise Refusal(_("这个单位或地点不在本辖区。"), field="others")


def _require_kind(district: District, told: Told) -> None:
    if told.kind not in Kind.values:
        raise Refusal(_("请选择是哪一种协议。"), field="kind")
    if told.kind == Kind.PARTNERSHIP and told.way not in Way.values:
        raise Refusal(_("请选择合作方式。"), field="way")
    if not set(told.classes) <= set(cases.rules_of(district.pk).classes):
        raise Refusal(_("请从列表中选择事项。"), field="classes")


def _first(
    district: District, key: UUID, renews: Agreement | None, error: IntegrityError
) -> Agreement:
    """The one that was made with this key; else somebody else has renewed it meanwhile."""
    rows = Agreement.objects.filter(district_id=district.pk)
    first: Agreement | None = rows.filter(key=key).whole().first()
    if first is not None:
        return first
    if renews is not None and rows.filter(renews=renews).exists():
        raise Refusal(_("这份协议已经续签，请打开新的那一份。"), code="renewed") from error
    raise error
