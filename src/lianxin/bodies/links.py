"""The link by which somebody confirms that she wants to belong: signed, and sent to her alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer

from lianxin.bodies.models import Member, SignUp

_signer = Signer(salt="lianxin.body")


def token(sign_up: SignUp) -> str:
    return _signer.sign(sign_up.pk.hex).replace(":", "~")


def find(district_id: int, written: str, *, at: datetime) -> SignUp | Member | None:
    """What this link is of: a sign-up that is not answered, or the member whom it has become.
    None when it is forged, withdrawn or too late."""
    try:
        pk = UUID(_signer.unsign(written.replace("~", ":")))
    except (BadSignature, ValueError):
        return None
    own = {"district_id": district_id, "pk": pk}
    waiting = SignUp.objects.filter(**own, expires_at__gte=at)
    found: SignUp | None = waiting.select_related("body__district", "body__convener").first()
    return found or Member.objects.filter(**own).select_related("body").first()
