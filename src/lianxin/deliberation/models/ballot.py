"""Ballots: who may vote, who has, and what was chosen."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation.models.topic import Topic
from lianxin.deliberation.states import BallotState, Rule
from lianxin.kernel.models import DistrictOwned, Stateful
from lianxin.network.models import User


class Ballot(Stateful):
    """A secret one is voted in with codes that are handed out in envelopes, so that no row
    leads from a vote to a person; an open one by account, and shows who chose what.

    Votes are taken from `opens_at` up to the second of `closes_at`. `digest` covers all votes
    once they are counted, see `counting.digest`."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("议题"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ref = models.CharField(_("编号"), max_length=20)
    question = models.CharField(_("问题"), max_length=200)
    is_secret = models.BooleanField(_("无记名"), default=True)
    most = models.PositiveSmallIntegerField(_("最多选几项"), default=1)
    quorum = models.PositiveIntegerField(_("至少多少人投票才有效"), default=0)
    rule = models.CharField(_("怎样算通过"), max_length=10, choices=Rule.choices)
    opens_at = models.DateTimeField(_("开始时间"))
    closes_at = models.DateTimeField(_("截止时间"))
    codes = models.PositiveIntegerField(_("发出的投票码"), default=0)
    digest = models.CharField(_("计票摘要"), max_length=64, blank=True)
    reason = models.CharField(_("取消的原因"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=BallotState.choices, default=BallotState.DRAFT,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = _("投票")
        verbose_name_plural = _("投票")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="ballot_ref_once"),
            models.CheckConstraint(
                name="ballot_runs_forward",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("截止时间要晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="ballot_counted_is_sealed",
                condition=~Q(state=BallotState.COUNTED) | Q(digest__gt=""),
            ),
            models.CheckConstraint(
                name="ballot_called_off_has_a_reason",
                condition=~Q(state=BallotState.CALLED_OFF) | Q(reason__gt=""),
                violation_error_message=_("取消投票要写明原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "topic"], name="ballot_of_topic"),
            models.Index(fields=["district", "state", "closes_at"], name="ballot_to_count"),
        ]

    def __str__(self) -> str:
        return self.ref


class Option(DistrictOwned):
    ballot = models.ForeignKey(
        Ballot, verbose_name=_("投票"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("选项"), max_length=200)

    class Meta:
        verbose_name = _("选项")
        verbose_name_plural = _("选项")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "ballot", "number"], name="option_in_one_order"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Voter(DistrictOwned):
    """One who may vote: a code that was handed out, known by its blind index `who`, or an
    account. No time stands here, or it would lead to the vote."""

    ballot = models.ForeignKey(
        Ballot, verbose_name=_("投票"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    who = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(
        User, verbose_name=_("投票人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    has_voted = models.BooleanField(_("已投票"), default=False)

    class Meta:
        verbose_name = _("投票人")
        verbose_name_plural = _("投票人")
        constraints = [
            models.UniqueConstraint(fields=["district", "ballot", "who"], name="voter_once")
        ]

    def __str__(self) -> str:
        return f"voter of {self.ballot_id}"


class Vote(DistrictOwned):
    """What one voter chose: the numbers of options. `voter` stands only beside an open one. Give
    it an id of chance alone: one by the clock would tell the order of voting."""

    ballot = models.ForeignKey(
        Ballot, verbose_name=_("投票"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receipt = models.CharField(_("回执"), max_length=24)
    chosen = models.JSONField(_("所选"))
    voter = models.OneToOneField(
        Voter, verbose_name=_("投票人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip

    class Meta:
        verbose_name = _("选票")
        verbose_name_plural = _("选票")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "ballot", "receipt"], name="vote_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"vote in {self.ballot_id}"
