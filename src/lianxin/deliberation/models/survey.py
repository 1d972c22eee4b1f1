"""Surveys: a hall asks, whoever wants to answers, nobody is known by it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation.models.hall import Hall
from lianxin.deliberation.states import SurveyState
from lianxin.forms.models import Form
from lianxin.kernel.models import DistrictOwned, Stateful


class SurveyQuerySet(models.QuerySet["Survey"]):
    def whole(self) -> SurveyQuerySet:
        return self.select_related("district", "hall__place", "hall__unit", "form").defer(
            "hall__place__shape"
        )

    def public(self) -> SurveyQuerySet:
        return self.exclude(state__in=[SurveyState.DRAFT, SurveyState.CALLED_OFF])


class Survey(Stateful):
    """`form` are its questions. `tally` is what is kept of the answers once it is closed, see
    `tally.count`; `answer` says until `due_at` what was done with it."""

    hall = models.ForeignKey(
        Hall, verbose_name=_("议事厅"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ref = models.CharField(_("编号"), max_length=20)
    title = models.CharField(_("标题"), max_length=120)
    about = models.TextField(_("为什么问、结果怎么用"), max_length=2000)
    form = models.ForeignKey(
        Form, verbose_name=_("问题"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    closes_at = models.DateTimeField(_("截止时间"))
    opened_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("说明期限"), null=True, blank=True)
    tally = models.JSONField(_("计数"), default=dict, editable=False)
    answer = models.TextField(_("结果怎么用了"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("说明时间"), null=True, blank=True)
    reason = models.CharField(_("取消的原因"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = SurveyQuerySet.as_manager()
    untracked = Stateful.untracked | {"tally"}

    class Meta(Stateful.Meta):
        verbose_name = _("问卷")
        verbose_name_plural = _("问卷")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="survey_ref_once"),
            models.CheckConstraint(
                name="survey_used_is_explained",
                condition=~Q(state=SurveyState.CONCLUDED)
                | Q(answer__gt="", answered_at__isnull=False),
                violation_error_message=_("请写明结果怎么用了。"),
            ),
            models.CheckConstraint(
                name="survey_called_off_has_a_reason",
                condition=~Q(state=SurveyState.CALLED_OFF) | Q(reason__gt=""),
                violation_error_message=_("取消问卷要写明原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "hall"], name="survey_of_hall"),
            models.Index(fields=["district", "state", "closes_at"], name="survey_to_close"),
        ]

    def __str__(self) -> str:
        return self.ref


class Reply(DistrictOwned):
    """What somebody answered, and nothing else: no person, no address, no time. Its id is made of
    the key that came with the form, not of the clock. It goes when the survey is closed."""

    survey = models.ForeignKey(
        Survey, verbose_name=_("问卷"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answers = models.JSONField(_("回答"))

    class Meta:
        verbose_name = _("答卷")
        verbose_name_plural = _("答卷")
        indexes = [models.Index(fields=["district", "survey"], name="reply_to_survey")]

    def __str__(self) -> str:
        return f"reply to {self.survey_id}"
