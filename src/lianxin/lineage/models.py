"""One thing came of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned


@dataclass(frozen=True)
class Thing:
    """Any row of a district: `kind` is its table in the product's own words
    ("exchange.listing"), `id` its UUID, which no other table uses."""

    kind: str
    id: UUID

    @classmethod
    def of(cls, row: models.Model) -> Thing:
        return cls(row._meta.label_lower, row.pk)


class LinkQuerySet(models.QuerySet["Link"]):
    """What has been noted stays: there is nothing to edit, and nothing to take back."""

    def update(self, **_changes: Any) -> int:
        raise TypeError("a link is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("a link is never deleted")


class Link(DistrictOwned):
    """`to` came of `from`. `seq` numbers the links of a district without a gap, so whoever writes
    the next one has seen all before it: by this no circle can come about, not even at once."""

    seq = models.PositiveIntegerField(_("序号"))
    from_kind = models.CharField(_("来自哪一类"), max_length=60)
    from_id = models.UUIDField(_("来自"))
    to_kind = models.CharField(_("成为哪一类"), max_length=60)
    to_id = models.UUIDField(_("成为"))
    how = models.CharField(_("怎样"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("操作人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(_("时间"))

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("来龙去脉")
        verbose_name_plural = _("来龙去脉")
        constraints = [
            models.UniqueConstraint(fields=["district", "seq"], name="link_in_one_order"),
            models.UniqueConstraint(fields=["district", "from_id", "to_id"], name="link_once"),
            models.CheckConstraint(name="link_between_two", condition=~Q(from_id=F("to_id"))),
        ]
        indexes = [models.Index(fields=["district", "to_id"], name="link_upwards")]

    def __str__(self) -> str:
        return f"{self.from_kind} → {self.to_kind}"

    @property
    def source(self) -> Thing:
        return Thing(self.from_kind, self.from_id)

    @property
    def target(self) -> Thing:
        return Thing(self.to_kind, self.to_id)
