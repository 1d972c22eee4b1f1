"""What somebody looks for again and again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.kernel.models import Keyed
from lianxin.network.models import User


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def live(self) -> SavedSearchQuerySet:
        return self.filter(ended_at=None, confirmed_at__isnull=False)


class SavedSearch(Keyed):
    """A search of the catalogue of which its owner is told when something new fits, once a day at
    most. `asked` is what the address of the search says. Who has no account leaves an address, and
    is told nothing before she has said by it that it is hers (`confirmed_at`)."""

    user = models.ForeignKey(
        User,
        verbose_name=_("账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    email_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    title = models.CharField(_("名称"), max_length=120)
    asked = models.JSONField(_("条件"), default=dict)
    saved_at = models.DateTimeField(_("保存时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    told_at = models.DateTimeField(_("上次提醒"))
    ended_at = models.DateTimeField(_("停止时间"), null=True, blank=True)

    objects: ClassVar[Any] = SavedSearchQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("找服务的提醒")
        verbose_name_plural = _("找服务的提醒")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="saved_search_is_somebodys",
                condition=Q(user__isnull=False) | ~Q(email_index=""),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "user", "-id"], name="saved_search_of_user"),
            models.Index(fields=["district", "email_index"], name="saved_search_of_email"),
            models.Index(
                fields=["district", "told_at"],
                name="saved_search_to_tell",
                condition=Q(ended_at__isnull=True, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
