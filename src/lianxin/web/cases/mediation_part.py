"""Fill the mediation on the page of a case: its mediator sees the sides, others how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianxin.cases.actions import mediation
from lianxin.cases.models import Case, Mediation, MediationOutcome, Party
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network import districts
from lianxin.web import qr
from lianxin.web.cases.ground import Ground


@dataclass(frozen=True)
class PartyRow:
    """One side. `name`, `phone`, `link` and `qr` are for the mediator alone."""

    pk: UUID
    side: str
    stands: str
    level: str
    name: str
    phone: str
    link: str
    qr: SafeString
    may_consent: bool  # on paper, or decline
    may_sign: bool
    key: UUID


@dataclass(frozen=True)
class Mediating:
    ref: str
    stands: str
    level: str
    mediator: str
    held_at: datetime | None
    parties: Sequence[PartyRow]
    agreement: str  # "" for everybody but the mediator
    paper_url: str
    earlier: int  # mediations of this case before this one


def mediating_of(ground: Ground) -> Mediating | None:
    """None where there was no mediation."""
    row = ground.mediations.newest
    if row is None:
        return None
    is_theirs = ground.standing.mediates(ground.case) and row.mediator_id == ground.user.pk
    stands, level = stands_of(row, ground.mediations.parties)
    has_paper = is_theirs and bool(row.agreement)
    return Mediating(
        ref=ground.case.ref,
        stands=stands,
        level=level,
        mediator=str(row.mediator),
        held_at=row.held_at,
        parties=[
            _party(ground.case, row, party, is_theirs=is_theirs)
            for party in ground.mediations.parties
        ],
        agreement=(row.agreement or "") if is_theirs else "",
        paper_url=reverse("mediation:agreement", args=[row.pk]) if has_paper else "",
        earlier=len(ground.mediations.rows) - 1,
    )


def stands_of(row: Mediation, parties: Sequence[Party]) -> tuple[str, str]:
    """How a mediation stands, in words and as `parts/state.html` colours it."""
    if row.ended_at:
        good = row.outcome == MediationOutcome.AGREED
        return str(MediationOutcome(row.outcome).label), "good" if good else "quiet"
    missing = [party.side for party in parties if party.consented_at is None]
    if missing:
        return _("等%s同意") % _("、").join(missing), "wait"
    if not row.agreement:
        return (_("已约定时间") if row.held_at else _("各方同意，等约时间")), "wait"
    unsigned = [party.side for party in parties if party.signed_at is None]
    return _("等%s签署") % _("、").join(unsigned), "wait"


def _party(case: Case, row: Mediation, party: Party, *, is_theirs: bool) -> PartyRow:
    is_going_on = is_theirs and row.ended_at is None
    stands, level = _stands(party)
    link = districts.address(case.district, mediation.path(party)) if is_going_on else ""
    return PartyRow(
        pk=party.pk,
        side=party.side,
        stands=stands,
        level=level,
        name=(party.name or "") if is_theirs else privacy.mask_name(party.name or ""),
        phone=(party.phone or "") if is_theirs else "",
        link=link,
        qr=qr.svg(link, title=_("%s扫码打开") % party.side) if link else SafeString(),
        may_consent=is_going_on and not (party.consented_at or party.declined_at),
        may_sign=is_going_on and bool(row.agreement and party.consented_at)
        and party.signed_at is None,
        key=new_id(),
    )  # fmt: skip


def _stands(party: Party) -> tuple[str, str]:
    if party.signed_at:
        return _("已签署"), "good"
    if party.declined_at:
        return _("不同意调解"), "quiet"
    return (_("同意调解"), "good") if party.consented_at else (_("还没有表示"), "wait")
