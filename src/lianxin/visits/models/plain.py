"""A few plain words of a rule or service, with where they come from and until when they hold."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Keyed
from lianxin.network.models import Organisation


class PlainCardQuerySet(models.QuerySet["PlainCard"]):
    def current(self, *, on: date) -> PlainCardQuerySet:
        return self.filter(withdrawn_at=None, expires_on__gte=on)

    def whole(self) -> PlainCardQuerySet:
        return self.select_related("district", "unit__place").defer("unit__place__shape")


class PlainCard(Keyed):
    """`unit` answers for the words. After the day `expires_on`, or taken back, nobody is shown
    them: who has the printed card is told so, and where to look."""

    ref = models.CharField(_("编号"), max_length=20)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("编写单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    title = models.CharField(_("标题"), max_length=40)
    text = models.CharField(_("白话内容"), max_length=200)
    source = models.CharField(_("来源"), max_length=120)
    source_url = models.URLField(_("来源网址"), max_length=300)
    expires_on = models.DateField(_("有效到"))
    written_at = models.DateTimeField(_("编写时间"))
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    objects: ClassVar[Any] = PlainCardQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("白话卡")
        verbose_name_plural = _("白话卡")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="plain_card_ref_once"),
            models.CheckConstraint(
                name="plain_card_says_something",
                condition=Q(title__gt="", text__gt=""),
                violation_error_message=_("请写标题和内容。"),
            ),
            models.CheckConstraint(
                name="plain_card_has_a_source",
                condition=Q(source__gt="", source_url__gt=""),
                violation_error_message=_("请写明来源和网址。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "-written_at"], name="plain_card_shown",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.Index(fields=["district", "unit", "-written_at"], name="plain_card_of_unit"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
