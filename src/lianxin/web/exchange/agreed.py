"""From an application to a community's listing of partners to the agreement with it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState
from lianxin.partnering import policy
from lianxin.partnering.states import AgreementState
from lianxin.web.parts import Fact
from lianxin.web.respond import StaffRequest


def facts(request: StaffRequest, claim: Claim) -> list[Fact]:
    """The agreements that came of it; while there is none, where to draft one."""
    if claim.kind != "PARTNER" or claim.listing is None:
        return []
    on = timezone.localdate()
    visible = policy.visible_to(request.user, claim.district_id, on=on).filter(claim=claim)
    found = [
        Fact(_("合伙协议"), one.ref, reverse("partnering:agreement", args=[one.ref]))
        for one in visible.exclude(state=AgreementState.DROPPED).order_by("made_at")
    ]
    host = claim.listing.provider
    may = host is not None and policy.can_draft(request.user, host, on=on)
    if not found and claim.state == ClaimState.HELD and may:
        url = f"{reverse('partnering:new')}?claim={claim.ref}"
        return [Fact(_("合伙协议"), _("起草协议"), url)]
    return found
