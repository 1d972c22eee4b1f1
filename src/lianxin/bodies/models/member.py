"""Who belongs to a body: units, people, and the offices these hold; who has not confirmed yet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.bodies.models.body import Body
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import Contact, Organisation, User


class UnitMember(Keyed):
    """A unit belongs to the body from the first to the last day, both included."""

    body = models.ForeignKey(
        Body, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="units",
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Organisation, verbose_name=_("成员单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    starts_on = models.DateField(_("加入日期"))
    ends_on = models.DateField(_("最后一天"), null=True, blank=True)

    alone_within: ClassVar[tuple[str, ...]] = ("body", "unit")
    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("成员单位")
        verbose_name_plural = _("成员单位")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="unit_member_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("最后一天不能早于加入日期。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "body", "starts_on"], name="unit_member_of_body"),
            models.Index(fields=["district", "unit"], name="unit_member_where"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.body_id}"


class Member(Contact, Keyed):
    """A person belongs to the body. `home` is the unit she comes from, where it appointed her;
    `shown_as` what the public may read, "" where she does not want to be named. Her link is
    `privacy.tracking_code(member.pk)`."""

    body = models.ForeignKey(
        Body, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="members",
        db_index=False,
    )  # fmt: skip
    user = models.ForeignKey(
        User, verbose_name=_("账号"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    home = models.ForeignKey(
        Organisation, verbose_name=_("所在单位"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    shown_as = models.CharField(_("公开的称呼"), max_length=60, blank=True)
    email_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    starts_on = models.DateField(_("加入日期"))
    ends_on = models.DateField(_("最后一天"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("成员")
        verbose_name_plural = _("成员")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="member_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("最后一天不能早于加入日期。"),
            ),
            models.UniqueConstraint(
                fields=["district", "body", "user"], name="member_once_by_account",
                condition=Q(user__isnull=False, ends_on__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["district", "body", "email_index"], name="member_once_by_email",
                condition=Q(email_index__gt="", ends_on__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["district", "body", "phone_index"], name="member_once_by_phone",
                condition=Q(phone_index__gt="", ends_on__isnull=True),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["district", "body", "starts_on"], name="member_of_body"),
            models.Index(fields=["district", "user"], name="member_where"),
        ]

    def __str__(self) -> str:
        return f"member of {self.body_id}"


class SignUp(DistrictOwned):
    """Somebody who has been invited, or has written herself down, and has not confirmed. Deleted,
    with the address, when it is not answered in time; its link is a signed one."""

    key = models.UUIDField(_("客户端键"), editable=False)
    body = models.ForeignKey(
        Body, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = EncryptedCharField(_("称呼"), max_length=60)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    phone = EncryptedCharField(_("手机"), max_length=40, null=True, blank=True)
    shown_as = models.CharField(_("公开的称呼"), max_length=60, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    invited_by = models.ForeignKey(
        User, verbose_name=_("邀请人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    at = models.DateTimeField(_("时间"))
    expires_at = models.DateTimeField(_("有效至"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("待本人确认的报名")
        verbose_name_plural = _("待本人确认的报名")
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="sign_up_key_once")
        ]
        indexes = [models.Index(fields=["district", "expires_at"], name="sign_up_expiry")]

    def __str__(self) -> str:
        return f"sign-up to {self.body_id}"


class Office(Keyed):
    """A member holds an office by its title, up to the last day; as long may she run the body."""

    body = models.ForeignKey(
        Body, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="offices",
        db_index=False,
    )  # fmt: skip
    member = models.ForeignKey(
        Member, verbose_name=_("成员"), on_delete=models.PROTECT, related_name="offices",
        db_index=False,
    )  # fmt: skip
    title = models.CharField(_("职务"), max_length=60)
    starts_on = models.DateField(_("任期开始"))
    ends_on = models.DateField(_("任期结束"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("机构职务")
        verbose_name_plural = _("机构职务")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="office_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("任期结束不能早于任期开始。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "body", "starts_on"], name="office_of_body"),
            models.Index(fields=["district", "member"], name="office_of_member"),
        ]

    def __str__(self) -> str:
        return self.title
