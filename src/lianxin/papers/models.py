"""Long jobs on files. The row stays as the log of who took what, and why; its files do not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Keyed


class JobState(models.TextChoices):
    DRAFT = "DRAFT", _("待确认")
    LOOKING = "LOOKING", _("试读中")
    WAITING = "WAITING", _("排队中")
    WORKING = "WORKING", _("进行中")
    DONE = "DONE", _("已完成")
    STOPPED = "STOPPED", _("已停止")
    FAILED = "FAILED", _("没有完成")


ENDED = frozenset({JobState.DONE, JobState.STOPPED, JobState.FAILED})
DOING = frozenset({JobState.WAITING, JobState.WORKING})
UNDER_WAY = DOING | {JobState.LOOKING}


def _folder(job: Job, name: str) -> str:
    """Under an id, so that two papers of one name are two, and nobody guesses an address."""
    return f"papers/{job.district_id}/{UUID(str(job.pk)).hex}/{name}"


class Job(Keyed):
    """Something long that somebody asked for: a list to be written, or a ledger to be read.

    `asked` says what exactly, in values that `kind`'s task understands; `done` of `total` rows is
    where it goes on after an interruption; `found` is what it tells about itself. What was handed
    in is a draft until somebody starts it; the worker may be LOOKING at it meanwhile.
    """

    kind = models.CharField(_("种类"), max_length=20)
    title = models.CharField(_("名称"), max_length=200)
    asked = models.JSONField(_("要求"), default=dict)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    language = models.CharField(_("语言"), max_length=10)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("谁要的"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    asked_at = models.DateTimeField(_("提出时间"))
    state = models.CharField(
        _("状态"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    total = models.PositiveIntegerField(_("总行数"), default=0)
    done = models.PositiveIntegerField(_("已办行数"), default=0)
    failures = models.PositiveSmallIntegerField(_("失败次数"), default=0)
    found = models.JSONField(_("结果"), default=dict)
    source = models.FileField(_("交来的文件"), upload_to=_folder, max_length=255, blank=True)
    file = models.FileField(_("做成的文件"), upload_to=_folder, max_length=255, blank=True)
    moved_at = models.DateTimeField(_("最近进展"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("文件保留至"))

    class Meta(Keyed.Meta):
        verbose_name = _("文件任务")
        verbose_name_plural = _("文件任务")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="job_ended_has_time",
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
                violation_error_message=_("结束了的任务才有结束时间。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "asked_by", "asked_at"], name="job_of_person"),
            models.Index(
                fields=["district", "expires_at"],
                name="job_with_files",
                condition=~Q(source="", file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0

    def files(self) -> list[Any]:
        return [one for one in (self.source, self.file) if one]
