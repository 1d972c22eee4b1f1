from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.ids import new_id
from lianxin.network import policy, queries
from lianxin.network.models import District, Organisation, Place, Role, User
from lianxin.web.shell.forms import choices_of, rows_of


class InviteForm(forms.Form):
    """Offers only the units and roles that `by` may fill; the action checks the pair."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(
        label=_("邮箱"), help_text=_("邀请链接发到这里，14 天内有效；没有答复会连同邮箱一起删除。")
    )
    role = forms.ChoiceField(label=_("角色"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("负责范围"),
        required=False,
        empty_label=_("与单位所在地相同"),
    )
    ends_on = forms.DateField(
        label=_("任期结束"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("到这一天 24:00 为止；不填表示没有期限。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        by: User,
        district: District,
        on: date,
        unit: str = "",
    ) -> None:
        units = policy.units_to_staff(by, district, on=on).select_related("place").order_by("code")
        first = next((one for one in units if one.code == unit), None) or units.first()
        super().__init__(data, initial={"key": new_id(), "organisation": first})
        rows_of(self, "organisation").queryset = units
        rows_of(self, "place").queryset = _places(district, units)
        roles = policy.roles_to_give(by, first, on=on) if first else frozenset()
        choices_of(self, "role").choices = [(r.value, r.label) for r in Role if r in roles]


def _places(district: District, units: QuerySet[Organisation]) -> QuerySet[Place]:
    paths = units.order_by().values_list("place__path", flat=True).distinct()
    below = queries.places_below(district.pk, _tops(list(paths)))
    return below.filter(is_active=True).order_by("path")


def _tops(paths: list[str]) -> list[str]:
    """Without those that lie below another."""
    tops: list[str] = []
    for path in sorted(paths):
        if not any(path == top or path.startswith(f"{top}/") for top in tops):
            tops.append(path)
    return tops


class AcceptForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 8 个字符。不设也可以，登录时用邮件验证码。"),
    )


class EndForm(forms.Form):
    """The last day of a seat; the day itself is still served."""

    on = forms.DateField(required=False)
