"""A letter of thanks to a unit, with figures that were counted and the names of who agreed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned, Stateful
from lianxin.network.models import Organisation, User
from lianxin.visits.states import ThanksState


class ThanksQuerySet(models.QuerySet["Thanks"]):
    def whole(self) -> ThanksQuerySet:
        return self.select_related("district", "unit__place", "to__place").defer(
            "unit__place__shape", "to__place__shape"
        )


class Thanks(Stateful):
    """From `unit` to `to`, for the days from `starts_on` to `ends_on`. `figures` are counted
    when it is sent, by name: what the records say then."""

    ref = models.CharField(_("编号"), max_length=20)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("致谢单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    to = models.ForeignKey(
        Organisation, verbose_name=_("感谢谁"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    starts_on = models.DateField(_("从哪天"))
    ends_on = models.DateField(_("到哪天"))
    text = models.CharField(_("想说的话"), max_length=600)
    figures: models.JSONField[Any, Any] = models.JSONField(
        _("数字"), default=dict, blank=True, editable=False
    )
    made_at = models.DateTimeField(_("起草时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=ThanksState.choices, default=ThanksState.DRAFT,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = ThanksQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("感谢信")
        verbose_name_plural = _("感谢信")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="thanks_ref_once"),
            models.CheckConstraint(
                name="thanks_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="thanks_to_another",
                condition=~Q(unit=F("to")),
                violation_error_message=_("感谢信写给别的单位。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-made_at"], name="thanks_newest"),
            models.Index(fields=["district", "to", "state"], name="thanks_to"),
        ]

    def __str__(self) -> str:
        return self.ref


class Named(DistrictOwned):
    """Somebody the letter would name. `is_agreed` is None until she has said; she may say
    otherwise at any time."""

    thanks = models.ForeignKey(
        Thanks, verbose_name=_("感谢信"), on_delete=models.PROTECT, related_name="named",
        db_index=False,
    )  # fmt: skip
    user = models.ForeignKey(
        User, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_agreed = models.BooleanField(_("同意写名字"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("感谢信里的名字")
        verbose_name_plural = _("感谢信里的名字")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "thanks", "user"], name="named_once",
                violation_error_message=_("这个人已经写过。"),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["district", "user"], name="named_who")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.thanks_id}"
