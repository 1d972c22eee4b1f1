"""What was asked for and done at a door, as the household may read it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Keyed
from lianxin.network.models import User
from lianxin.visits.models.campaign import Call
from lianxin.visits.models.photo import Taken
from lianxin.visits.states import Outcome


class Visit(Keyed):
    """`happened_at` is when it was by the phone, never later than `received_at`. `officer` went,
    whoever calls there now. `note` says what was asked and done; it, the answers and the pictures
    go when the household deletes them, and after 24 months (`forgotten_at`)."""

    call = models.ForeignKey(
        Call, verbose_name=_("走访任务"), on_delete=models.PROTECT, related_name="visits",
        db_index=False,
    )  # fmt: skip
    officer = models.ForeignKey(
        User, verbose_name=_("走访人员"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices)
    happened_at = models.DateTimeField(_("走访时间"))
    received_at = models.DateTimeField(_("收到时间"))
    note = models.CharField(_("问了什么、办了什么"), max_length=500, blank=True)
    answers = models.JSONField(_("答复"), default=dict, blank=True)
    form_version = models.PositiveIntegerField(_("表单版本"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("住户更正时间"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("删除时间"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("走访记录")
        verbose_name_plural = _("走访记录")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="visit_is_not_to_come",
                condition=Q(happened_at__lte=models.F("received_at")),
                violation_error_message=_("走访时间不能晚于现在。"),
            ),
            models.CheckConstraint(
                name="visit_forgotten_says_nothing",
                condition=Q(forgotten_at__isnull=True)
                | Q(note="", answers={}, officer__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "call", "happened_at"], name="visit_of_call"),
            models.Index(fields=["district", "officer", "-happened_at"], name="visit_of_officer"),
            models.Index(
                fields=["district", "happened_at"], name="visit_to_forget",
                condition=Q(forgotten_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.call_id} {self.outcome}"


class VisitPhoto(Taken):
    """A picture of a thing, taken at a door."""

    visit = models.ForeignKey(
        Visit, verbose_name=_("走访记录"), on_delete=models.PROTECT, related_name="photos",
        db_index=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("走访照片")
        verbose_name_plural = _("走访照片")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "visit", "sha256"], name="visit_photo_once"
            )
        ]

    def __str__(self) -> str:
        return f"photo of {self.visit_id}"
