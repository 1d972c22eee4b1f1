"""Pictures of places and things."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned


class PhotoState(models.TextChoices):
    PENDING = "PENDING", _("处理中")
    READY = "READY", _("可以看")
    REJECTED = "REJECTED", _("不是照片")


class Taken(DistrictOwned):
    """A picture as somebody took it. Drawn anew by the worker, without its location."""

    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("照片"), max_length=200, blank=True)
    thumb = models.FileField(_("小图"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=PhotoState.choices, default=PhotoState.PENDING
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True
