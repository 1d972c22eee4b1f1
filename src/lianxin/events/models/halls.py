"""What stands in the hall of an event: who speaks when, who shows what, who meets whom; and the
room that is booked for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.events.states import TalkState
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.kernel.models import DistrictOwned, Keyed, Stateful
from lianxin.network.models import Organisation


class Pitch(Keyed):
    """One on the programme of a session; they follow each other by `position`, without a gap."""

    slot = models.ForeignKey(
        Slot, verbose_name=_("场次"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    title = models.CharField(_("讲什么"), max_length=120)
    who = models.CharField(_("谁讲"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("分钟"))
    listing = models.ForeignKey(
        Listing, verbose_name=_("供需大厅里的条目"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip

    class Meta(Keyed.Meta):
        verbose_name = _("程序")
        verbose_name_plural = _("程序")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="pitch_lasts",
                condition=Q(minutes__gt=0, minutes__lte=600),
                violation_error_message=_("时长是 1 到 600 分钟。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "slot", "position"], name="pitch_of_slot")]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.position} {self.title}"


class Exhibit(Keyed):
    """A listing shown at an event: products, posts, results, needs."""

    event = models.ForeignKey(
        Listing, verbose_name=_("活动"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    shown = models.ForeignKey(
        Listing, verbose_name=_("展示的条目"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta(Keyed.Meta):
        verbose_name = _("展位")
        verbose_name_plural = _("展位")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "event", "shown"],
                name="exhibit_once",
                violation_error_message=_("这一条已经在展了。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.shown_id}"


class Talk(Stateful):
    """`unit` asks `host`, who shows something, for a meeting at a time of the session. Nobody has
    agreed to two at one time."""

    slot = models.ForeignKey(
        Slot, verbose_name=_("场次"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    exhibit = models.ForeignKey(
        Exhibit, verbose_name=_("展位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    host = models.ForeignKey(
        Organisation, verbose_name=_("参展单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Organisation, verbose_name=_("约谈单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    starts_at = models.DateTimeField(_("时间"))
    about = models.CharField(_("谈什么"), max_length=300)
    reason = models.CharField(pgettext_lazy("talk", "谢绝的原因"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=TalkState.choices, default=TalkState.ASKED,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = pgettext_lazy("talk", "约谈")
        verbose_name_plural = pgettext_lazy("talk", "约谈")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="talk_of_two",
                condition=~Q(host=F("unit")),
                violation_error_message=_("不用约自己单位。"),
            ),
            models.UniqueConstraint(
                fields=["district", "slot", "host", "starts_at"],
                name="talk_host_once_at_a_time",
                condition=Q(state=TalkState.ACCEPTED),
                violation_error_message=_("这个时间参展单位已经约了别人。"),
            ),
            models.UniqueConstraint(
                fields=["district", "slot", "unit", "starts_at"],
                name="talk_unit_once_at_a_time",
                condition=Q(state=TalkState.ACCEPTED),
                violation_error_message=_("这个时间约谈单位已经约了别人。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "exhibit"], name="talk_of_exhibit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.host_id} {self.starts_at}"


class RoomHeld(DistrictOwned):
    """The room that is booked for a session; `claim` is the booking of now, and moves with it."""

    slot = models.OneToOneField(
        Slot, verbose_name=_("场次"), on_delete=models.PROTECT, related_name="+"
    )
    claim = models.OneToOneField(
        Claim, verbose_name=_("预约"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("活动场地")
        verbose_name_plural = _("活动场地")

    def __str__(self) -> str:
        return f"{self.slot_id} {self.claim_id}"
