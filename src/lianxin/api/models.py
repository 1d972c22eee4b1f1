from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Keyed
from lianxin.network.models import User


class Scope(models.TextChoices):
    CASES_READ = "CASES_READ", _("查看诉求")
    CASES_FILE = "CASES_FILE", _("登记诉求")
    CASES_ACT = "CASES_ACT", _("办理诉求")
    PLACES_READ = "PLACES_READ", _("查看地点和单位")


class Token(Keyed):
    """A machine's key. It acts as `user`, so it may never do more than that person, and within
    that only what its scopes name. Only a hash of it is stored."""

    user = models.ForeignKey(
        User, verbose_name=_("代表"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("用途"), max_length=60)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("范围"), default=list)
    made_at = models.DateTimeField(_("创建时间"))
    expires_at = models.DateTimeField(_("有效至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta(Keyed.Meta):
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")

    def __str__(self) -> str:
        return self.name
