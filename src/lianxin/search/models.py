from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned

MAX_TITLE = 200


class Document(DistrictOwned):
    """One thing that can be found: its text as shown, and the words it is found by.

    `number` leads from the index back to the row; numbers follow the minute of `at`, so that the
    index gives the newest first without sorting. `version` is the thing's own when it was put in.
    """

    kind = models.CharField(_("种类"), max_length=20)
    thing_id = models.UUIDField(_("对象编号"))
    number = models.BigIntegerField(editable=False)
    version = models.PositiveIntegerField(default=0)
    title = models.CharField(_("标题"), max_length=MAX_TITLE)
    body = models.TextField(_("正文"), blank=True)
    words = models.TextField(editable=False)
    at = models.DateTimeField(_("时间"))
    is_public = models.BooleanField(_("是否公开"), default=False)

    objects: ClassVar[models.Manager[Document]] = models.Manager()

    class Meta:
        verbose_name = _("可查找的内容")
        verbose_name_plural = _("可查找的内容")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "thing_id"], name="search_document_once"
            ),
            models.UniqueConstraint(fields=["district", "number"], name="search_document_number"),
        ]
        indexes = [models.Index(fields=["district", "kind", "number"], name="search_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"


class Reach(DistrictOwned):
    """How far the things of a kind have been put in: up to the entry `entry_id`."""

    kind = models.CharField(_("种类"), max_length=20)
    entry_id = models.UUIDField()

    objects: ClassVar[models.Manager[Reach]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "kind"], name="search_reach_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"
