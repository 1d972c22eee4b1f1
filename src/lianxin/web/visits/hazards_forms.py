from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.network.models import District, Place, PlaceKind
from lianxin.visits.actions.hazards import LONGEST, Seen
from lianxin.visits.states import HazardState, Thing
from lianxin.web.cases.fields import PlaceField, Places, UnitField, Units
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import day_field
from lianxin.web.uploads import PhotosField

FORTNIGHT = timedelta(days=14)
WEEK = timedelta(days=7)
SHOWN = _("拍设施和地方，不拍人。")


class HazardsForm(forms.Form):
    state = forms.ChoiceField(
        label=pgettext_lazy("hazard", "状态"), required=False,
        choices=[("", _("不限")), *HazardState.choices],
    )  # fmt: skip
    thing = forms.ChoiceField(
        label=_("哪一类设施"), required=False, choices=[("", _("不限")), *Thing.choices]
    )
    late = forms.BooleanField(label=_("只看逾期的"), required=False)

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SpotField(PlaceField):
    """The same, and buildings by name or code."""

    def clean(self, value: Any) -> Any:
        assert self.places is not None  # the form gives it the district's places
        houses = Place.objects.filter(
            Q(code=value) | Q(name=value), district_id=self.places.district_id,
            kind=PlaceKind.BUILDING, is_active=True,
        )  # fmt: skip
        found = list(houses.defer("shape")[:2]) if value else []
        if len(found) > 1:
            raise ValidationError(_("有几栋楼叫这个名字，请写它的代码。"))
        return found[0] if found else super().clean(value)


class HazardForm(Keyed):
    place = SpotField(label=_("在哪里"), help_text=_("输入楼栋、社区或网格的名称。"))
    spot = forms.CharField(
        label=_("具体位置"), required=False, max_length=80,
        help_text=_("例如：二单元三层、东门岗亭旁。"),
    )  # fmt: skip
    thing = forms.ChoiceField(
        label=_("哪一类设施"), choices=Thing.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("哪里不安全"), max_length=LONGEST, help_text=_("只写地方和东西，不写人。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    photos = PhotosField(required=False, help_text=SHOWN)

    def __init__(
        self, data: Any = None, files: Any = None, *, district: District, place: str = ""
    ) -> None:
        super().__init__(data, files, initial={"place": place})
        cast("PlaceField", self.fields["place"]).places = Places(district.pk)

    @property
    def seen(self) -> Seen:
        said = self.cleaned_data
        return Seen(said["place"], said["thing"], said["text"], said["spot"], said["photos"])


class CheckForm(Keyed):
    unit = UnitField(label=_("谁来整改"))
    due_on = day_field(_("整改期限"))

    def __init__(self, data: Any = None, _files: Any = None, *, district_id: int) -> None:
        initial = {"due_on": timezone.localdate() + FORTNIGHT}
        super().__init__(data, auto_id="id_check_%s", initial=initial)
        cast("UnitField", self.fields["unit"]).units = Units(district_id)


class DismissForm(Keyed):
    reason = forms.CharField(
        label=_("为什么不是"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


class FixForm(Keyed):
    result = forms.CharField(
        label=_("怎么整改的"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = PhotosField(required=False, help_text=SHOWN)


class SafeForm(Keyed):
    note = forms.CharField(
        label=_("看到了什么"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    photos = PhotosField(required=False, help_text=SHOWN)


class AgainForm(Keyed):
    note = forms.CharField(
        label=_("还差什么"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_on = day_field(_("新的整改期限"))
    photos = PhotosField(required=False, help_text=SHOWN)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        initial = {"due_on": timezone.localdate() + WEEK}
        super().__init__(data, files, auto_id="id_again_%s", initial=initial)
