"""Questions, who looks into them, and the documents of the report."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.models import DistrictOwned, Keyed, Stateful
from lianxin.network.models import Organisation, Place, User
from lianxin.studies.states import ANSWERED, Area, StudyState


class StudyQuerySet(models.QuerySet["Study"]):
    def whole(self) -> StudyQuerySet:
        return self.select_related("district", "unit__place").defer("unit__place__shape")


class Study(Stateful):
    """`unit` asks, and says what it will do with the report. `ethics` is how those who are looked
    on are told before, agree, and what is not written of them. `summary` is what everybody may
    read once it is published; `reason` why it was adopted or not, or why the study was stopped.
    """

    ref = models.CharField(_("编号"), max_length=20)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("提出单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    area = models.CharField(pgettext_lazy("study", "领域"), max_length=12, choices=Area.choices)
    title = models.CharField(_("题目"), max_length=120)
    question = models.TextField(_("要弄清什么"), max_length=2000)
    plan = models.TextField(_("怎么调研"), max_length=2000, blank=True)
    ethics = models.TextField(_("怎样做到告知、自愿、不记人"), max_length=2000, blank=True)
    summary = models.TextField(_("主要结论和建议"), max_length=4000, blank=True)
    reason = models.TextField(_("理由"), max_length=2000, blank=True)
    asked_at = models.DateTimeField(_("提出时间"))
    due_on = models.DateField(_("报告期限"))
    reported_at = models.DateTimeField(_("报告时间"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=StudyState.choices, default=StudyState.ASKED,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = StudyQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("调研")
        verbose_name_plural = _("调研")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="study_ref_once"),
            models.CheckConstraint(
                name="study_reported_has_a_summary",
                condition=~Q(state__in=[StudyState.REPORTED, *ANSWERED])
                | Q(summary__gt="", reported_at__isnull=False),
                violation_error_message=_("报告要写明主要结论和建议。"),
            ),
            models.CheckConstraint(
                name="study_end_has_a_reason",
                condition=~Q(state__in=[*ANSWERED, StudyState.DROPPED]) | Q(reason__gt=""),
                violation_error_message=_("采纳或不采纳、停止，都要写明理由。"),
            ),
            models.CheckConstraint(
                name="study_published_is_answered",
                condition=Q(published_at__isnull=True) | Q(state__in=ANSWERED),
                violation_error_message=_("答复以后才能公开。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "unit", "-asked_at"], name="study_of_unit"),
            models.Index(fields=["district", "state", "-asked_at"], name="study_by_state"),
            models.Index(
                fields=["district", "-published_at"],
                name="study_published",
                condition=Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Member(Keyed):
    """A unit or a person asked to be in the team; in it only by own consent."""

    study = models.ForeignKey(
        Study, verbose_name=_("调研"), on_delete=models.PROTECT, related_name="members",
        db_index=False,
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    user = models.ForeignKey(
        User, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    part = models.CharField(_("做什么"), max_length=120, blank=True)
    invited_at = models.DateTimeField(_("邀请时间"))
    consented_at = models.DateTimeField(_("同意时间"), null=True, blank=True)
    declined_at = models.DateTimeField(_("不参加的时间"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("调研成员")
        verbose_name_plural = _("调研成员")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="member_is_unit_or_person",
                condition=Q(organisation__isnull=False, user__isnull=True)
                | Q(organisation__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="member_says_one_thing",
                condition=Q(consented_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["district", "study", "organisation"], name="study_unit_once",
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "study", "user"], name="study_person_once",
                condition=Q(user__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["district", "user"], name="study_of_person"),
            models.Index(fields=["district", "organisation"], name="study_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.organisation_id or self.user_id}"


class Observation(Keyed):
    """What was seen at a place on a day, of places and things alone."""

    study = models.ForeignKey(
        Study, verbose_name=_("调研"), on_delete=models.PROTECT, related_name="observations",
        db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(
        Place, verbose_name=_("地点"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seen_on = models.DateField(_("哪一天"))
    text = models.CharField(_("看到了什么"), max_length=500)
    noted_at = models.DateTimeField(_("记录时间"))
    noted_by = models.ForeignKey(
        User, verbose_name=_("记录人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("实地记录")
        verbose_name_plural = _("实地记录")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="observation_says_something",
                condition=Q(text__gt=""),
                violation_error_message=_("请写看到了什么。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "study", "-seen_on"], name="observation_of_study"),
            models.Index(
                fields=["district", "noted_by"], name="observation_by",
                condition=Q(noted_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seen_on} {self.text[:30]}"


class Document(DistrictOwned):
    """A file of the report."""

    study = models.ForeignKey(
        Study, verbose_name=_("调研"), on_delete=models.PROTECT, related_name="documents",
        db_index=False,
    )  # fmt: skip
    name = models.CharField(_("文件名"), max_length=120)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("文件"), max_length=200)
    added_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("报告文件")
        verbose_name_plural = _("报告文件")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "study", "sha256"], name="study_document_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
