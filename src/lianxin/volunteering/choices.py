"""What helpers and teams say they can do, and when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Skill(models.TextChoices):
    COMPANY = "COMPANY", _("陪伴老人")
    TUTOR = "TUTOR", _("辅导孩子")
    HEALTH = "HEALTH", _("医护急救")
    LANGUAGE = "LANGUAGE", _("外语")
    SIGN = "SIGN", _("手语")
    REPAIR = "REPAIR", _("维修")
    PHONE = "PHONE", _("教用手机")
    DRIVE = "DRIVE", _("开车接送")
    CARRY = "CARRY", _("搬运")
    ORDER = "ORDER", _("秩序引导")
    LAW = "LAW", _("法律咨询")
    ART = "ART", _("文艺")
    SPORT = "SPORT", _("体育教学")
    GREEN = "GREEN", _("绿化环保")
    PHOTO = "PHOTO", _("摄影宣传")


class Spare(models.TextChoices):
    """When somebody is free."""

    DAY = "DAY", _("工作日白天")
    EVENING = "EVENING", _("工作日晚上")
    WEEKEND = "WEEKEND", _("周末")
    SURGE = "SURGE", _("有急事随时叫我")


class How(models.TextChoices):
    """How somebody was checked in or out."""

    QR = "QR", _("扫码")
    CODE = "CODE", _("数字码")
    LIST = "LIST", _("组织者点名")
    AUTO = "AUTO", _("到点自动签退")


def labels(choices: type[models.TextChoices], codes: list[str]) -> list[str]:
    """The words of `codes`, in the order of the list of choices."""
    return [str(label) for code, label in choices.choices if code in codes]
