"""Invitations of a need to the organisations that fit it, wave by wave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Listing
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.matching.states import Answer, CallState, NotNow
from lianxin.network.models import Organisation, User


class Call(Keyed):
    """A round of invitations for one need; one is open at a time."""

    need = models.ForeignKey(
        Listing,
        verbose_name=_("需求"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    text = models.CharField(_("附言"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=CallState.choices, default=CallState.OPEN
    )
    wave = models.PositiveSmallIntegerField(_("第几批"), default=0)
    next_at = models.DateTimeField(_("下次查看"))
    deadline_at = models.DateTimeField(_("截止"))
    opened_at = models.DateTimeField(_("开始"))
    opened_by = models.ForeignKey(
        User,
        verbose_name=_("发起人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    closed_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("邀请轮次")
        verbose_name_plural = _("邀请轮次")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "need"],
                name="call_one_open",
                condition=Q(state=CallState.OPEN),
                violation_error_message=_("这项需求已经在邀请了。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "next_at"], name="call_due", condition=Q(state=CallState.OPEN)
            )
        ]

    def __str__(self) -> str:
        return str(self.need_id)


class Invite(DistrictOwned):
    """One organisation asked for one need; nobody is asked twice for the same.

    `fits` is the listing for which it was asked, `reasons` why it fits, in words.
    """

    call = models.ForeignKey(
        Call, verbose_name=_("轮次"), on_delete=models.PROTECT, related_name="invites"
    )
    need = models.ForeignKey(
        Listing,
        verbose_name=_("需求"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    fits = models.ForeignKey(
        Listing, verbose_name=_("凭什么邀请"), on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.JSONField(_("理由"), default=list)
    wave = models.PositiveSmallIntegerField(_("第几批"))
    sent_at = models.DateTimeField(_("发出时间"))
    reminders = models.PositiveSmallIntegerField(_("提醒次数"), default=0)
    reminded_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)
    answer = models.CharField(_("回复"), max_length=12, choices=Answer.choices, blank=True)
    not_now = models.CharField(_("原因"), max_length=8, choices=NotNow.choices, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("回复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "need", "organisation"], name="invite_once_for_a_need"
            ),
            models.CheckConstraint(
                name="invite_two_reminders_at_most", condition=Q(reminders__lte=2)
            ),
            models.CheckConstraint(
                name="invite_not_now_has_a_reason",
                condition=~Q(answer=Answer.NOT_NOW) | ~Q(not_now=""),
                violation_error_message=_("请选一个原因。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "organisation"], name="invite_of_unit")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.organisation_id}"
