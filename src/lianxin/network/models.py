from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedEmailField

from lianxin.kernel.ids import new_id
from lianxin.kernel.models import DistrictOwned, Keyed


class District(models.Model):
    """One customer of the installation; nothing of it is seen in another.

    The primary key is its administrative division code (GB/T 2260 and its 9- and 12-digit
    extension), so that a district keeps its number when it moves to another installation.
    """

    id = models.BigIntegerField(_("行政区划代码"), primary_key=True)
    slug = models.SlugField(_("网址名"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    host = models.CharField(_("域名"), max_length=120, blank=True)
    ref_prefix = models.CharField(_("编号前缀"), max_length=6, default="LX")
    playbook = models.SlugField(_("工作手册"), max_length=40, blank=True)
    places_version = models.UUIDField(default=new_id, editable=False)
    """A new one whenever a place of the district changes: the indexes of `geo` are kept by it."""

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("辖区")
        verbose_name_plural = _("辖区")
        constraints = [
            models.UniqueConstraint(
                fields=["host"], name="district_host_once", condition=~Q(host="")
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlaceKind(models.TextChoices):
    DISTRICT = "DISTRICT", _("区县")
    STREET = "STREET", _("街道（镇）")
    COMMUNITY = "COMMUNITY", _("社区（村）")
    GRID = "GRID", _("网格")
    BUILDING = "BUILDING", _("楼栋")
    CAMPUS = "CAMPUS", _("校园")
    PARK = "PARK", _("园区")


class Place(DistrictOwned):
    """A node of the district's tree. `path` holds the codes from the root: "wh/hy/hy3"."""

    kind = models.CharField(_("类型"), max_length=10, choices=PlaceKind.choices)
    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    parent: models.ForeignKey[Any, Any] = models.ForeignKey(
        "self", verbose_name=_("上级"), on_delete=models.PROTECT, null=True, blank=True
    )
    path = models.CharField(_("层级路径"), max_length=250)
    lon = models.FloatField(_("经度（WGS-84）"), null=True, blank=True)
    lat = models.FloatField(_("纬度（WGS-84）"), null=True, blank=True)
    shape = models.JSONField(_("边界（GeoJSON）"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("地点")
        verbose_name_plural = _("地点")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"],
                name="place_code_once",
                violation_error_message=_("这个辖区里已有同样代码的地点。"),
            ),
            models.UniqueConstraint(fields=["district", "path"], name="place_path_once"),
            models.CheckConstraint(
                name="place_root_is_the_district",
                condition=Q(parent__isnull=True, kind="DISTRICT")
                | (Q(parent__isnull=False) & ~Q(kind="DISTRICT")),
                violation_error_message=_("只有区县没有上级，其他地点都要有上级。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "kind"], name="place_kind")]

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    DISPATCH_CENTRE = "DISPATCH_CENTRE", _("调度中心")
    STREET_OFFICE = "STREET_OFFICE", _("街道（镇）办事处")
    COMMUNITY = "COMMUNITY", _("居（村）委会")
    DEPARTMENT = "DEPARTMENT", _("职能部门")
    UTILITY = "UTILITY", _("公用事业单位")
    PROPERTY = "PROPERTY", _("物业企业")
    CAMPUS = "CAMPUS", _("高校")
    HOSPITAL = "HOSPITAL", _("医疗机构")
    FIRM = "FIRM", _("企业")
    NGO = "NGO", _("社会组织")
    TEAM = "TEAM", _("志愿团队")


class Organisation(DistrictOwned):
    code = models.SlugField(_("代码"), max_length=60)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind.choices)
    place = models.ForeignKey(Place, verbose_name=_("所在地"), on_delete=models.PROTECT)
    hotline = models.CharField(_("公开电话"), max_length=40, blank=True)
    hours = models.CharField(_("工作时间"), max_length=120, blank=True)
    """In the way of OpenStreetMap's opening_hours: "Mo-Fr 08:30-12:00,14:00-17:30"; empty: the
    district's working hours."""
    is_active = models.BooleanField(_("在用"), default=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"],
                name="organisation_code_once",
                violation_error_message=_("这个辖区里已有同样代码的单位。"),
            )
        ]
        indexes = [models.Index(fields=["district", "kind"], name="organisation_kind")]

    def __str__(self) -> str:
        return self.name


class Pairing(Keyed):
    """A unit stands by a place (结对共建): what is needed there is offered to it first.

    `class_codes` are the matters it helps with; none means all of them. `rests_on` is the
    agreement by which it does so, empty where the playbook says it.
    """

    place = models.ForeignKey(
        Place, verbose_name=_("结对地点"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("结对单位"), on_delete=models.PROTECT, related_name="+"
    )
    class_codes = models.JSONField(_("事项类别"), default=list)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    rests_on = models.CharField(_("依据"), max_length=20, blank=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta(Keyed.Meta):
        verbose_name = _("结对")
        verbose_name_plural = _("结对")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="pairing_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.UniqueConstraint(
                fields=["district", "place", "unit", "starts_on", "rests_on"], name="pairing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.unit_id}"


class User(AbstractUser):
    """A person who can sign in. Residents need no account.

    Belongs to one district; only the installation's operators belong to none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    district = models.ForeignKey(
        District, verbose_name=_("辖区"), on_delete=models.PROTECT, null=True, blank=True
    )
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = EncryptedCharField(_("手机"), max_length=30, blank=True, null=True)
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    first_name = None  # type: ignore[assignment]  # one field for a name, as people write it
    last_name = None  # type: ignore[assignment]  # as above

    reference_without: ClassVar[frozenset[str]] = frozenset({"last_login"})

    objects: ClassVar[UserManager[User]] = UserManager()  # type: ignore[assignment]  # AbstractUser has another

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")  # type: ignore[assignment]  # lazy words
        verbose_name_plural = _("用户")  # type: ignore[assignment]  # lazy words
        indexes = [models.Index(fields=["phone_index"], name="user_phone")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Contact(models.Model):
    """How somebody without an account is called and reached, as they said. Encrypted at rest;
    looked up by a blind index of the phone number only."""

    name = EncryptedCharField(_("称呼"), max_length=60, null=True, blank=True)
    phone = EncryptedCharField(_("电话"), max_length=40, null=True, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)

    GONE: ClassVar[dict[str, Any]] = {
        "name": None,
        "phone": None,
        "email": None,
        "phone_index": "",
    }
    """What the columns are once they have been forgotten."""

    class Meta:
        abstract = True


class Role(models.TextChoices):
    DISPATCHER = "DISPATCHER", _("调度员")
    HANDLER = "HANDLER", _("承办人")
    UNIT_LEAD = "UNIT_LEAD", _("单位负责人")
    MANAGER = "MANAGER", _("分管领导")
    WORKER = "WORKER", _("社区工作者")
    VOLUNTEER = "VOLUNTEER", _("志愿者")
    AUDITOR = "AUDITOR", _("监督员")
    MEDIATOR = "MEDIATOR", _("调解员")
    OPERATOR = "OPERATOR", _("系统管理员")


class SeatQuerySet(models.QuerySet["Seat"]):
    def live(self, *, on: date) -> SeatQuerySet:
        """Those whose term has begun and not ended on the day `on` (the last day included)."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class Seat(Keyed):
    """`user` holds `role` in `organisation` for a term, over one place and all below it."""

    user = models.ForeignKey(
        User, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="seats"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="seats"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("负责范围"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    starts_on = models.DateField(_("任期开始"))
    ends_on = models.DateField(_("任期结束"), null=True, blank=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    objects = SeatQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="seat_term_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("任期结束不能早于任期开始。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "organisation", "role"], name="seat_of_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Invitation(Keyed):
    """An offer of a seat to somebody who has no account yet. Deleted, with the address, when it
    is not answered in time."""

    email = EncryptedEmailField(_("邮箱"), null=True)
    name = models.CharField(_("姓名"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("负责范围"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    ends_on = models.DateField(_("任期结束"), null=True, blank=True)
    invited_by = models.ForeignKey(
        User, verbose_name=_("邀请人"), on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("邀请时间"))
    expires_at = models.DateTimeField(_("有效至"))
    accepted_by = models.ForeignKey(
        User,
        verbose_name=_("接受人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        indexes = [models.Index(fields=["district", "expires_at"], name="invitation_expiry")]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    CASES_READ = "CASES_READ", _("查看诉求")
    CASES_FILE = "CASES_FILE", _("登记诉求")
    CASES_ACT = "CASES_ACT", _("办理诉求")
    PLACES_READ = "PLACES_READ", _("查看地点和单位")
    EXCHANGE_READ = "EXCHANGE_READ", _("查看单子和自己的供需")
    EXCHANGE_TAKE = "EXCHANGE_TAKE", _("点单、报名和预约")
    EXCHANGE_ACT = "EXCHANGE_ACT", _("发布供需和办单")
    CALENDAR = "CALENDAR", _("个人日历")
    OPERATE = "OPERATE", _("管理事件推送")


class TokenQuerySet(models.QuerySet["Token"]):
    def live(self, *, at: datetime) -> TokenQuerySet:
        """Those that open something at the moment `at`."""
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)

    def ended(self, *, at: datetime) -> TokenQuerySet:
        return self.exclude(revoked_at=None, expires_at__gt=at, user__is_active=True)


class Token(Keyed):
    """A machine's key. It acts as `user`, so it may never do more than that person, and within
    that only what its scopes name. Only a hash of it is stored."""

    user = models.ForeignKey(
        User, verbose_name=_("代表"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("用途"), max_length=60)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("范围"), default=list)
    made_by = models.ForeignKey(
        User, verbose_name=_("创建人"), on_delete=models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField(_("创建时间"))
    expires_at = models.DateTimeField(_("有效至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    objects = TokenQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        db_table = "api_token"
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="api_token_key_once")
        ]

    def __str__(self) -> str:
        return self.name
