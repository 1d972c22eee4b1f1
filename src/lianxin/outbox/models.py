from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from lianxin.kernel.models import DistrictOwned, Keyed

ERROR_LENGTH = 300
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")  # nothing that could lead a bot's call elsewhere


class Message(DistrictOwned):
    """One message in one person's inbox. Worded from `facts` each time it is shown."""

    to: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("收件人"),
        on_delete=models.CASCADE,  # an inbox goes with its account
        related_name="+",
        db_index=False,
    )
    kind = models.CharField(_("种类"), max_length=60)
    facts = models.JSONField(_("内容要素"), default=dict, encoder=DjangoJSONEncoder)
    about = models.UUIDField(_("起因"))
    queued_at = models.DateTimeField(_("产生时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "to", "kind", "about"], name="message_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["district", "to", "queued_at", "id"], name="message_inbox"),
            models.Index(
                fields=["district", "to"], name="message_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["district", "about"], name="message_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Provider(models.TextChoices):
    WECOM = "WECOM", _("企业微信")
    DINGTALK = "DINGTALK", _("钉钉")
    FEISHU = "FEISHU", _("飞书")


class GroupChannel(Keyed):
    """The group chat of an organisation, reached through a bot that the group has admitted."""

    organisation: models.ForeignKey[Any, Any] = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    provider = models.CharField(_("平台"), max_length=10, choices=Provider.choices)
    name = models.CharField(_("群名称"), max_length=60)
    token = EncryptedTextField(_("机器人令牌"))
    secret = EncryptedTextField(_("加签密钥"), blank=True, null=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta(Keyed.Meta):
        verbose_name = _("群机器人")
        verbose_name_plural = _("群机器人")
        indexes = [models.Index(fields=["district", "organisation"], name="group_organisation")]

    def __str__(self) -> str:
        return self.name


class Endpoint(Keyed):
    """A system of somebody else's that wants to hear of certain events, by signed webhook."""

    name = models.CharField(_("名称"), max_length=60)
    url = models.URLField(_("接收地址"), max_length=300)
    secret = EncryptedTextField(_("签名密钥"))
    former_secret = EncryptedTextField(_("原签名密钥"), null=True, blank=True)
    renewed_at = models.DateTimeField(_("换密钥的时间"), null=True, blank=True)
    events = models.JSONField(_("订阅的事件"), default=list)
    is_active = models.BooleanField(_("在用"), default=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta(Keyed.Meta):
        verbose_name = _("事件订阅")
        verbose_name_plural = _("事件订阅")

    def __str__(self) -> str:
        return self.name

    def wants(self, event: str) -> bool:
        """Whether it has subscribed to `event`, or to all of its kind ("case.*")."""
        return not {event, f"{event.partition('.')[0]}.*"}.isdisjoint(self.events)


class Channel(models.TextChoices):
    EMAIL = "EMAIL", _("邮件")
    SMS = "SMS", _("短信")
    GROUP = "GROUP", _("群机器人")
    WEBHOOK = "WEBHOOK", _("事件推送")


class DeliveryState(models.TextChoices):
    QUEUED = "QUEUED", _("待发送")
    SENT = "SENT", _("已发送")
    FAILED = "FAILED", _("未送达")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: datetime) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.QUEUED, next_try_at__lte=at)


class Delivery(DistrictOwned):
    """One message on its way out by one channel, to exactly one of `to`, `address`, `group` and
    `endpoint`. `dedupe` is the same for the same message to the same recipient."""

    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    to: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("收件人"),
        on_delete=models.CASCADE,  # nobody is left to send it to
        related_name="+",
        null=True,
        blank=True,
    )
    address = EncryptedTextField(_("收件地址"), null=True, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    group = models.ForeignKey(
        GroupChannel,
        verbose_name=_("群机器人"),
        on_delete=models.CASCADE,  # as above
        related_name="+",
        null=True,
        blank=True,
    )
    endpoint = models.ForeignKey(
        Endpoint,
        verbose_name=_("事件订阅"),
        on_delete=models.CASCADE,  # as above
        related_name="+",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("种类"), max_length=60)
    facts = models.JSONField(_("内容要素"), default=dict, encoder=DjangoJSONEncoder)
    about = models.UUIDField(_("起因"))
    dedupe = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    queued_at = models.DateTimeField(_("产生时间"))
    next_try_at = models.DateTimeField(_("下次发送"))
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    last_error = models.CharField(_("未送达原因"), max_length=ERROR_LENGTH, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("发送")
        verbose_name_plural = _("发送")
        constraints = [
            models.UniqueConstraint(fields=["district", "dedupe"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["district", "next_try_at"],
                name="delivery_due",
                condition=Q(state="QUEUED"),
            ),
            models.Index(
                fields=["district", "id"], name="delivery_failed", condition=Q(state="FAILED")
            ),
            models.Index(fields=["district", "about"], name="delivery_about"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.state}"
