"""Who helps, and in which team."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.kernel.models import DistrictOwned, Keyed, Stateful
from lianxin.network.models import Organisation, Place, User
from lianxin.volunteering.states import MemberState


class Volunteer(Keyed):
    """Somebody who helps: with an account, or by the code of her own page.

    While `is_open`, she is shown as a helper to teams and organisers of `place`, and to nobody
    else. A telephone number proves nothing, so two without an account are never taken for one.
    """

    ref = models.CharField(_("志愿者编号"), max_length=20)
    user = models.ForeignKey(
        User,
        verbose_name=_("账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    name = EncryptedCharField(_("姓名"), max_length=60, null=True, blank=True)
    phone = EncryptedCharField(_("电话"), max_length=40, null=True, blank=True)
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    place = models.ForeignKey(
        Place,
        verbose_name=_("住在哪里"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    skills = models.JSONField(_("能做什么"), default=list)
    spare = models.JSONField(_("什么时候有空"), default=list)
    about = models.CharField(_("想说的话"), max_length=200, blank=True)
    is_open = models.BooleanField(_("愿意被附近的队伍找到"), default=False)
    wants_calls = models.BooleanField(_("可以打我电话"), default=False)
    registered_at = models.DateTimeField(_("登记时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("志愿者")
        verbose_name_plural = _("志愿者")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="volunteer_ref_once"),
            models.UniqueConstraint(
                fields=["district", "user"],
                name="volunteer_account_once",
                condition=Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="volunteer_open_somewhere",
                condition=Q(is_open=False) | Q(place__isnull=False),
                violation_error_message=_("请选您住在哪个社区，附近的队伍才找得到您。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "place"], name="volunteer_open", condition=Q(is_open=True)
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Team(DistrictOwned):
    """What a volunteers' organisation says of itself. Who leads it holds a seat there."""

    organisation = models.OneToOneField(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="team"
    )
    about = models.CharField(_("介绍"), max_length=500, blank=True)
    skills = models.JSONField(_("能做什么"), default=list)
    areas = models.ManyToManyField(Place, verbose_name=_("服务片区"), related_name="+")
    is_joinable = models.BooleanField(_("接受申请"), default=True)

    class Meta:
        verbose_name = _("志愿队")
        verbose_name_plural = _("志愿队")

    def __str__(self) -> str:
        return str(self.organisation)


class Member(Stateful):
    """Somebody's place in a team, past ones too."""

    team = models.ForeignKey(
        Team, verbose_name=_("志愿队"), on_delete=models.PROTECT, related_name="members"
    )
    volunteer = models.ForeignKey(
        Volunteer, verbose_name=_("志愿者"), on_delete=models.PROTECT, related_name="memberships"
    )
    state = models.CharField(_("状态"), max_length=10, choices=MemberState.choices, editable=False)
    asked_at = models.DateTimeField(_("提出时间"))

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = _("队员")
        verbose_name_plural = _("队员")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "team", "volunteer"], name="member_once"),
        ]
        indexes = [models.Index(fields=["district", "team", "state"], name="member_of_team")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.volunteer_id} {self.state}"
