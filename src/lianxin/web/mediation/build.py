"""From mediations to the pages of the mediator and of each side."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.cases import together
from lianxin.cases.models import Mediation, MediationOutcome
from lianxin.cases.models import Party as Side
from lianxin.kernel import privacy
from lianxin.network.models import User
from lianxin.web.cases.mediation_part import stands_of
from lianxin.web.mediation import pages
from lianxin.web.mediation.forms import PartyForm
from lianxin.web.parts import Fact, Step

ENDED_SHOWN = 20
DONE = {"ASKED": 0, "CONSENTED": 1, "TO_SIGN": 2, "SIGNED": 3, "AGREED": 4}


def home(user: User, district_id: int) -> pages.Home:
    """Three queries, however many mediations there are."""
    rows = list(together.mediating(user, district_id)[: ENDED_SHOWN * 5])
    sides = together.sides_by_mediation(district_id, rows)
    drawn = [(row, _row(row, sides.get(row.pk, []))) for row in rows]
    return pages.Home(
        open=[one for row, one in drawn if row.ended_at is None],
        ended=[one for row, one in drawn if row.ended_at][:ENDED_SHOWN],
    )


def _row(row: Mediation, sides: Iterable[Side]) -> pages.Row:
    known = list(sides)
    stands, level = stands_of(row, known)
    has_paper = bool(row.agreement)
    return pages.Row(
        ref=row.case.ref,
        subject=row.case.subject,
        place=row.case.place.name,
        stands=stands,
        level=level,
        sides=_("、").join(f"{one.side} {one.name or ''}".strip() for one in known),
        held_at=row.held_at,
        opened_at=row.opened_at,
        url=reverse("cases:detail", args=[row.case.ref]),
        paper_url=reverse("mediation:agreement", args=[row.pk]) if has_paper else "",
    )


def party(side: Side, code: str, form: PartyForm) -> pages.Party:
    row = side.mediation
    standing = _standing(side)
    others = [one for one in together.sides(row) if one.pk != side.pk]
    return pages.Party(
        side=side.side,
        name=side.name or "",
        ref=row.case.ref,
        unit=row.case.lead.name,
        mediator=str(row.mediator),
        standing=standing,
        steps=_steps(standing),
        others=[Fact(one.side, privacy.mask_name(one.name or "")) for one in others],
        held_at=row.held_at if row.ended_at is None else None,
        agreement=row.agreement or "" if standing in ("TO_SIGN", "SIGNED", "AGREED") else "",
        form=form,
        here=reverse("mediation:party", args=[side.pk, code]),
    )


def _standing(side: Side) -> str:
    row = side.mediation
    if row.ended_at or not row.case.is_open:
        return row.outcome or MediationOutcome.FAILED
    if side.signed_at:
        return "SIGNED"
    if side.consented_at is None:
        return "ASKED"
    return "TO_SIGN" if row.agreement else "CONSENTED"


def _steps(standing: str) -> list[Step]:
    """Nothing for one that ended without an agreement."""
    if standing not in DONE:
        return []
    labels = (pgettext("step", "同意"), _("调解"), _("签署"), _("达成协议"))
    done = DONE[standing]
    return [Step(label, is_done=n < done, is_current=n == done) for n, label in enumerate(labels)]
