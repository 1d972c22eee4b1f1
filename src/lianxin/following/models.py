"""Who follows a thing, and what has happened to things."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import User

WORDS, PATH = 500, 300


class FollowQuerySet(models.QuerySet["Follow"]):
    def live(self) -> FollowQuerySet:
        return self.filter(ended_at=None, confirmed_at__isnull=False)


class Follow(DistrictOwned):
    """That somebody wants to hear what becomes of a thing; `ended_at`: that she does not, also
    where she raised it. `who` is a blind index of her account or address: there is one row for a
    person and thing. An address is told nothing before it has said that it is hers
    (`confirmed_at`)."""

    thing_kind = models.CharField(_("哪一类"), max_length=60)
    thing_id = models.UUIDField(_("哪一件"))
    title = models.CharField(_("名称"), max_length=120, blank=True)
    who = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(
        User, verbose_name=_("账号"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    since_at = models.DateTimeField(_("开始时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("停止时间"), null=True, blank=True)

    objects: ClassVar[Any] = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("关注")
        verbose_name_plural = _("关注")
        constraints = [
            models.UniqueConstraint(fields=["district", "thing_id", "who"], name="follow_once"),
            models.CheckConstraint(name="follow_is_somebodys", condition=~Q(who="")),
        ]
        indexes = [
            models.Index(
                fields=["district", "user", "-id"],
                name="follow_of_user",
                condition=Q(user__isnull=False),
            ),
            models.Index(fields=["district", "since_at"], name="follow_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.thing_kind} {self.thing_id}"


class News(DistrictOwned):
    """What has happened to a thing, for everybody to know; one for each `entry` of its history.
    `told_at`: when all who hear of it were told."""

    thing_kind = models.CharField(_("哪一类"), max_length=60)
    thing_id = models.UUIDField(_("哪一件"))
    entry = models.UUIDField(_("记录"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作人"), on_delete=models.PROTECT, null=True,
        blank=True, related_name="+", db_index=False,
    )  # fmt: skip
    subject = models.CharField(_("什么事"), max_length=WORDS)
    text = models.CharField(_("怎么样了"), max_length=WORDS)
    link = models.CharField(_("链接"), max_length=PATH)
    at = models.DateTimeField(_("时间"))
    told_at = models.DateTimeField(_("通知时间"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("下文")
        verbose_name_plural = _("下文")
        constraints = [
            models.UniqueConstraint(fields=["district", "entry"], name="news_of_an_entry_once")
        ]
        indexes = [
            models.Index(fields=["district", "thing_id", "-at"], name="news_of_thing"),
            models.Index(fields=["district", "at"], name="news_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.text}"
