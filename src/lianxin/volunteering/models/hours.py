"""Who was where, from when until when, and the paper that says so."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.kernel.models import DistrictOwned, Recorded, Stateful
from lianxin.network.issuing import Issued
from lianxin.network.models import Organisation, User
from lianxin.volunteering.choices import How
from lianxin.volunteering.models.people import Volunteer
from lianxin.volunteering.states import CorrectionState

MOST_MINUTES = 24 * 60


class Diary(DistrictOwned):
    """One row a person, by a mark that says nothing of her: locked while her shifts are compared,
    so that of two that overlap, asked for at one moment, one is refused."""

    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("日程锁")
        verbose_name_plural = _("日程锁")
        constraints = [models.UniqueConstraint(fields=["district", "mark"], name="diary_once")]

    def __str__(self) -> str:
        return self.mark[:8]


class PresenceQuerySet(models.QuerySet["Presence"]):
    def whole(self) -> PresenceQuerySet:
        return self.select_related(
            "claim__listing__provider",
            "claim__unit",
            "claim__place",
            "claim__listing__place",
            "claim__claimant",
            "slot",
            "volunteer",
        ).defer("claim__place__shape", "claim__listing__place__shape")

    def counted(self) -> PresenceQuerySet:
        """Those that hold time: from coming and going, or agreed on by two."""
        return self.filter(Q(minutes__gt=0) | Q(agreed_at__isnull=False, manual_minutes__gt=0))


class Presence(Recorded):
    """Somebody's time in one shift. Made when she signs up; empty until she comes.

    `minutes` is what the rule gave when she went. What was not recorded on the spot stands beside
    it, in `manual_minutes`, and counts when a second person has agreed.
    """

    claim = models.OneToOneField(
        Claim, verbose_name=_("报名"), on_delete=models.PROTECT, related_name="presence"
    )
    slot = models.ForeignKey(
        Slot, verbose_name=_("班次"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    volunteer = models.ForeignKey(
        Volunteer,
        verbose_name=_("志愿者"),
        on_delete=models.PROTECT,
        related_name="presences",
        null=True,  # null: signed up elsewhere, without an account
        blank=True,
        db_index=False,
    )
    in_at = models.DateTimeField(_("签到"), null=True, blank=True)
    in_how = models.CharField(_("签到方式"), max_length=6, choices=How.choices, blank=True)
    out_at = models.DateTimeField(_("签退"), null=True, blank=True)
    out_how = models.CharField(_("签退方式"), max_length=6, choices=How.choices, blank=True)
    minutes = models.PositiveSmallIntegerField(_("记录时长（分钟）"), null=True, blank=True)
    manual_minutes = models.PositiveSmallIntegerField(_("补记时长（分钟）"), null=True, blank=True)
    manual_why = models.CharField(_("补记原因"), max_length=200, blank=True)
    manual_by = models.ForeignKey(
        User,
        verbose_name=_("补记人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    manual_at = models.DateTimeField(_("补记时间"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        User,
        verbose_name=_("复核人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    agreed_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    objects: ClassVar[Any] = PresenceQuerySet.as_manager()
    untracked = Recorded.untracked | {"volunteer_id"}
    """Whose it is, is told after the place was taken, in the same transaction."""

    class Meta(Recorded.Meta):
        verbose_name = _("到岗记录")
        verbose_name_plural = _("到岗记录")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="presence_out_after_in",
                condition=Q(out_at__isnull=True) | Q(out_at__gte=F("in_at")),
                violation_error_message=_("签退不能早于签到。"),
            ),
            models.CheckConstraint(
                name="presence_manual_by_two",
                condition=Q(agreed_by__isnull=True)
                | Q(manual_by__isnull=False) & ~Q(agreed_by=F("manual_by")),
                violation_error_message=_("补记的时长要由另一个人复核。"),
            ),
            models.CheckConstraint(
                name="presence_within_a_day",
                condition=(Q(minutes__isnull=True) | Q(minutes__lte=MOST_MINUTES))
                & (Q(manual_minutes__isnull=True) | Q(manual_minutes__lte=MOST_MINUTES)),
                violation_error_message=_("一个班次最多记 24 小时。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "slot"], name="presence_of_slot"),
            models.Index(fields=["district", "volunteer"], name="presence_of_volunteer"),
            models.Index(
                fields=["district", "in_at"],
                name="presence_open",
                condition=Q(in_at__isnull=False, out_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.minutes}"

    @property
    def listing(self) -> Listing:
        """What the shift is of."""
        assert self.claim.listing is not None  # only orders begin without one
        return self.claim.listing

    @property
    def is_auto_closed(self) -> bool:
        return self.out_how == How.AUTO

    @property
    def agreed_minutes(self) -> int:
        return (self.manual_minutes or 0) if self.agreed_at else 0


class Correction(Stateful):
    """A volunteer says that a record is wrong. Her organiser answers within seven days, or the
    coordinating desk has it."""

    presence = models.ForeignKey(
        Presence, verbose_name=_("到岗记录"), on_delete=models.PROTECT, related_name="corrections"
    )
    unit = models.ForeignKey(
        Organisation,
        verbose_name=_("答复单位"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    text = models.CharField(_("哪里不对"), max_length=500)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("时限"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=CorrectionState.choices, editable=False
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = _("时长更正")
        verbose_name_plural = _("时长更正")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "presence"],
                name="correction_one_at_a_time",
                condition=Q(answered_at__isnull=True),
                violation_error_message=_("这一条已经提出更正，正在等答复。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "due_at"], name="correction_due"),
            models.Index(fields=["district", "unit", "state"], name="correction_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.presence_id} {self.state}"


class Certificate(Issued):
    """What was issued, as it was: `rows` are the services it names."""

    volunteer = models.ForeignKey(
        Volunteer, verbose_name=_("志愿者"), on_delete=models.PROTECT, related_name="certificates"
    )
    rows = models.JSONField(_("服务情况"), default=list)

    class Meta(Issued.Meta):
        verbose_name = _("志愿服务记录证明")
        verbose_name_plural = _("志愿服务记录证明")
        constraints = [
            *Issued.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="certificate_ref_once"),
        ]
