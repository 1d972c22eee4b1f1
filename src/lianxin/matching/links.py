"""The link by which an organisation answers an invitation, without an account."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.core import signing

from lianxin.matching import queries
from lianxin.matching.models import Invite

SIGNER: Final = signing.Signer(salt="matching.invited", sep="~")


def answer(invite: Invite) -> str:
    """The path of the page that asks."""
    return f"/matching/invited/{SIGNER.sign(invite.pk.hex)}/"


def read(token: str, district_id: int) -> Invite | None:
    """The invitation a link asks of; None for one that nobody here has made."""
    try:
        pk = UUID(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return queries.invites(district_id).filter(pk=pk).first()
