"""What a place's unit and a partner have agreed on."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.models import Stateful
from lianxin.network.models import Organisation, Place, User
from lianxin.partnering.states import AgreementState, Kind, Party, Way

NEVER: Final = date(9999, 1, 1)
UNBOUND: Final = [AgreementState.DRAFT, AgreementState.HALF_SIGNED, AgreementState.DROPPED]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def public(self) -> AgreementQuerySet:
        """What was signed by both may be read by everybody."""
        return self.filter(state__in=[AgreementState.SIGNED, AgreementState.ENDED])

    def running(self, *, on: date) -> AgreementQuerySet:
        return self.filter(state=AgreementState.SIGNED, starts_on__lte=on, ends_on__gte=on)

    def whole(self) -> AgreementQuerySet:
        return self.select_related("district", "host", "partner", "place", "renews").defer(
            "place__shape"
        )


class Agreement(Stateful):
    """`host` is the unit of the place, `partner` the firm or association; `terms` are
    `terms.Term` as plain values; `classes` are the matters in which the place asks its partner
    first, none: all of them. `renews` is the one it goes on from."""

    ref = models.CharField(_("编号"), max_length=20)
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    kind = models.CharField(
        _("协议种类"), max_length=12, choices=Kind.choices, default=Kind.PARTNERSHIP
    )
    classes = models.JSONField(_("哪些事先找合作一方"), default=list, blank=True)
    way = models.CharField(_("合作方式"), max_length=10, choices=Way.choices, blank=True)
    place = models.ForeignKey(
        Place,
        verbose_name=_("地点"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("社区一方"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    partner = models.ForeignKey(
        Organisation,
        verbose_name=_("合伙人一方"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    claim = models.ForeignKey(
        Claim,
        verbose_name=_("来自申请"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("来自条目"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    renews = models.ForeignKey(
        "self",
        verbose_name=_("续签自"),
        on_delete=models.PROTECT,
        related_name="renewals",
        null=True,
        blank=True,
        db_index=False,
    )
    terms = models.JSONField(_("条款"), default=list)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("到期日期"))
    host_signed_at = models.DateTimeField(_("社区一方签署时间"), null=True, blank=True)
    host_signed_by = models.ForeignKey(
        User,
        verbose_name=_("社区一方签署人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    partner_signed_at = models.DateTimeField(_("合伙人一方签署时间"), null=True, blank=True)
    partner_signed_by = models.ForeignKey(
        User,
        verbose_name=_("合伙人一方签署人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    reason = models.CharField(_("终止原因"), max_length=500, blank=True)
    remind_on = models.DateField(_("下次到期提醒"), default=NEVER)
    look_on = models.DateField(_("下次看该给的"), default=NEVER)
    made_at = models.DateTimeField(_("起草时间"))
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=AgreementState.choices,
        default=AgreementState.DRAFT,
        editable=False,
    )

    objects: ClassVar[Any] = AgreementQuerySet.as_manager()
    untracked = Stateful.untracked | {"remind_on", "look_on"}

    class Meta(Stateful.Meta):
        verbose_name = _("合伙协议")
        verbose_name_plural = _("合伙协议")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="agreement_ref_once"),
            models.UniqueConstraint(
                fields=["district", "renews"],
                name="agreement_renewed_once",
                condition=Q(renews__isnull=False) & ~Q(state=AgreementState.DROPPED),
                violation_error_message=_("这份协议已经续签。"),
            ),
            models.CheckConstraint(
                name="agreement_is_between_two",
                condition=~Q(host=F("partner")),
                violation_error_message=_("双方不能是同一个单位。"),
            ),
            models.CheckConstraint(
                name="agreement_way_is_of_partnerships",
                condition=Q(kind=Kind.PARTNERSHIP, way__gt="")
                | (~Q(kind=Kind.PARTNERSHIP) & Q(way="")),
                violation_error_message=_("合伙协议要有合作方式，别的协议没有。"),
            ),
            models.CheckConstraint(
                name="agreement_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("到期日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="agreement_in_force_is_signed_by_both",
                condition=Q(state__in=UNBOUND)
                | Q(host_signed_at__isnull=False, partner_signed_at__isnull=False),
                violation_error_message=_("双方都签了才生效。"),
            ),
            models.CheckConstraint(
                name="agreement_end_has_a_reason",
                condition=Q(state=AgreementState.ENDED, reason__gt="", ended_on__isnull=False)
                | (~Q(state=AgreementState.ENDED) & Q(ended_on__isnull=True)),
                violation_error_message=_("提前终止要写明日期和原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "host", "-made_at"], name="agreement_of_host"),
            models.Index(fields=["district", "partner", "-made_at"], name="agreement_of_partner"),
            models.Index(fields=["district", "state", "-made_at"], name="agreement_by_state"),
            models.Index(fields=["district", "kind", "-made_at"], name="agreement_by_kind"),
            models.Index(fields=["district", "remind_on"], name="agreement_to_remind"),
            models.Index(fields=["district", "look_on"], name="agreement_to_look_at"),
            models.Index(
                fields=["district", "claim"],
                name="agreement_of_claim",
                condition=Q(claim__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def last_on(self) -> date:
        """The last day on which it holds, or held."""
        return min(self.ends_on, self.ended_on or self.ends_on)

    def unit_of(self, party: str) -> Organisation:
        return self.host if party == Party.HOST else self.partner

    def is_signed_by(self, party: str) -> bool:
        at = self.host_signed_at if party == Party.HOST else self.partner_signed_at
        return at is not None
