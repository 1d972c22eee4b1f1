"""The link of an invitation: signed, so that only who got the e-mail can open it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer

from lianxin.network.models import Invitation

_signer = Signer(salt="lianxin.invitation")


def token(invitation: Invitation) -> str:
    return _signer.sign(invitation.pk.hex).replace(":", "~")


def find(district_id: int, written: str, *, at: datetime) -> Invitation | None:
    """The open invitation of this link, or None when it is forged, answered or too late."""
    try:
        pk = UUID(_signer.unsign(written.replace("~", ":")))
    except (BadSignature, ValueError):
        return None
    rows = Invitation.objects.select_related("district", "organisation", "place", "invited_by")
    return rows.filter(
        pk=pk, district_id=district_id, accepted_at__isnull=True, expires_at__gte=at
    ).first()
