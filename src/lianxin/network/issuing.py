"""Papers that a unit gives to a person, and that anybody who holds one can have checked.

Two rooms issue them: the volunteer's record, and what somebody learned on a course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from encrypted_fields.fields import EncryptedCharField

from lianxin.kernel.models import Keyed
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation

IssuedT = TypeVar("IssuedT", bound="Issued")


class Issued(Keyed):
    """Its number, whose it is, who gave it, and whether it was taken back. Nobody's identity
    number is in it, nor anywhere here."""

    ref = models.CharField(gettext_lazy("证明编号"), max_length=20)
    issuer = models.ForeignKey(
        Organisation,
        verbose_name=gettext_lazy("出具组织"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    name = EncryptedCharField(gettext_lazy("姓名"), max_length=60)
    issued_at = models.DateTimeField(gettext_lazy("出具时间"))
    revoked_at = models.DateTimeField(gettext_lazy("撤销时间"), null=True, blank=True)
    revoked_why = models.CharField(gettext_lazy("撤销原因"), max_length=200, blank=True)

    class Meta(Keyed.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.ref


def once(same: models.QuerySet[IssuedT], make: Callable[[], IssuedT]) -> IssuedT:
    """What `make` writes; the first one again where its key had been used."""
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:  # the key has been used, perhaps
        first = same.first()
        if first is None:
            raise
        return first


def revoke(paper: Issued, *, why: str, may: bool, at: datetime) -> None:
    """It is not valid any more; whoever has it checked reads so, and why. `may`: whether it is
    asked for by the unit that gave it."""
    if not may:
        raise NotAllowed(_("只有出具证明的单位可以撤销它。"))
    if not why.strip():
        raise Refusal(_("请写撤销的原因。"), field="why")
    if paper.revoked_at is None:
        paper.revoked_at, paper.revoked_why = at, why.strip()[:200]
        paper.save(update_fields=["revoked_at", "revoked_why"])
