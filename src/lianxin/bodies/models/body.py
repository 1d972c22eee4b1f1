"""A council, committee, alliance or association."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.bodies.states import BodyKind
from lianxin.kernel.models import Recorded
from lianxin.network.models import Organisation, Place


class BodyQuerySet(models.QuerySet["Body"]):
    def live(self, *, on: date) -> BodyQuerySet:
        return self.filter(begun_on__lte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))

    def whole(self) -> BodyQuerySet:
        return self.select_related("district", "place", "convener__place", "parent").defer(
            "place__shape", "convener__place__shape"
        )


class Body(Recorded):
    """`convener` is the unit that calls it together and keeps its lists; `parent` the body that a
    working group or committee belongs to."""

    ref = models.CharField(_("编号"), max_length=20)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=BodyKind.choices)
    about = models.TextField(_("做什么"), max_length=2000)
    place = models.ForeignKey(
        Place, verbose_name=_("地点"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    convener = models.ForeignKey(
        Organisation, verbose_name=_("召集单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    parent: models.ForeignKey[Any, Any] = models.ForeignKey(
        "self", verbose_name=_("上级机构"), on_delete=models.PROTECT, related_name="parts",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    begun_on = models.DateField(_("成立日期"))
    founded_at = models.DateTimeField(_("登记时间"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects: ClassVar[Any] = BodyQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("议事机构")
        verbose_name_plural = _("议事机构")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="body_ref_once"),
            models.CheckConstraint(
                name="body_ends_after_it_began",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("begun_on")),
                violation_error_message=_("结束日期不能早于成立日期。"),
            ),
            models.CheckConstraint(
                name="body_group_is_within_one",
                condition=~Q(kind=BodyKind.GROUP) | Q(parent__isnull=False),
                violation_error_message=_("专门小组要设在一个机构里。"),
            ),
            models.CheckConstraint(
                name="body_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "kind", "founded_at"], name="body_by_kind"),
            models.Index(fields=["district", "convener"], name="body_of_convener"),
            models.Index(fields=["district", "parent"], name="body_within"),
        ]

    def __str__(self) -> str:
        return self.name
