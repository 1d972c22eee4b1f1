"""A challenge, its questions, and the promise to decide in time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from lianxin.challenges.states import ChallengeState, Phase
from lianxin.exchange.models import Listing
from lianxin.kernel.models import Clock, Keyed, Stateful
from lianxin.network.models import User


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def whole(self) -> ChallengeQuerySet:
        return self.select_related(
            "district", "listing__provider", "listing__place", "listing__area", "awarded__claim"
        ).defer("listing__place__shape", "listing__area__shape")


class Challenge(Stateful):
    """How what a listing of the kind CHALLENGE asks for is decided and carried out.

    `criteria` are ordered: [{"code", "label", "most"}]. Each application is judged in `round` of
    `rounds`. After the day `decide_on` every applicant hears the decision in ten working days.
    """

    listing = models.OneToOneField(
        Listing, verbose_name=_("榜单"), on_delete=models.PROTECT, related_name="challenge"
    )
    criteria = models.JSONField(_("评审标准"))
    rounds = models.PositiveSmallIntegerField(_("共几轮"), default=1)
    round = models.PositiveSmallIntegerField(_("第几轮"), default=1)
    decide_on = models.DateField(_("评审决定日"))
    opened_at = models.DateTimeField(_("发榜时间"))
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    awarded = models.OneToOneField(
        "challenges.Application",
        verbose_name=_("揭榜"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=ChallengeState.choices,
        default=ChallengeState.OPEN,
        editable=False,
    )

    objects: ClassVar[Any] = ChallengeQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("揭榜挂帅")
        verbose_name_plural = _("揭榜挂帅")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="challenge_round_of_rounds",
                condition=Q(round__gte=1, round__lte=F("rounds")),
                violation_error_message=_("没有下一轮了。"),
            ),
            models.CheckConstraint(
                name="challenge_awarded_to_somebody",
                condition=Q(
                    state__in=[ChallengeState.OPEN, ChallengeState.FAILED], awarded__isnull=True
                )
                | (
                    ~Q(state__in=[ChallengeState.OPEN, ChallengeState.FAILED])
                    & Q(awarded__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="challenge_decided_at_some_time",
                condition=Q(state=ChallengeState.OPEN, decided_at__isnull=True)
                | (~Q(state=ChallengeState.OPEN) & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["district", "opened_at", "id"], name="challenge_by_day")]

    def __str__(self) -> str:
        return f"challenge {self.listing_id}"

    @property
    def asks_until(self) -> date | None:
        told = self.listing.details.get("questions_until")
        return parse_date(told) if told else None

    def phase(self, *, at: datetime) -> Phase:
        """Where it is while it is open."""
        on, closes_at = timezone.localdate(at), self.listing.closes_at
        if closes_at is not None and at < closes_at:
            may_ask = self.asks_until is None or on <= self.asks_until
            return Phase.ASKING if may_ask else Phase.APPLYING
        return Phase.REVIEWING if on <= self.decide_on else Phase.DECIDING

    def is_sealed(self, *, at: datetime) -> bool:
        """Before the deadline nobody reads what has been handed in."""
        return self.listing.closes_at is not None and at < self.listing.closes_at


class ChallengeClock(Clock):
    """DECIDE: every applicant hears the decision in ten working days after the announced day."""

    challenge = models.OneToOneField(
        Challenge, verbose_name=_("揭榜挂帅"), on_delete=models.PROTECT, related_name="clock"
    )

    class Meta:
        verbose_name = _("决定时限")
        verbose_name_plural = _("决定时限")
        indexes = [
            models.Index(
                fields=["district", "next_alarm_at"],
                name="challenge_alarm",
                condition=Q(next_alarm_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id} {self.name}"


class Question(Keyed):
    """A public question with its answer. Who asked is not kept."""

    challenge = models.ForeignKey(
        Challenge, verbose_name=_("揭榜挂帅"), on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField(_("问题"), max_length=1000)
    asked_at = models.DateTimeField(_("提问时间"))
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name=_("答复人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta(Keyed.Meta):
        verbose_name = _("提问")
        verbose_name_plural = _("提问")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="question_answered_whole",
                condition=Q(answer="", answered_at__isnull=True)
                | (Q(answer__gt="") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["district", "challenge", "asked_at"], name="question_of")]

    def __str__(self) -> str:
        return self.text[:40]
