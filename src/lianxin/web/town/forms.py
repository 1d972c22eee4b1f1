from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.cases.rules import Rules
from lianxin.network.models import District, Place, PlaceKind
from lianxin.web.shell.forms import choices_of


class PublishedForm(forms.Form):
    class_code = forms.ChoiceField(label=_("类别"), required=False)
    street = forms.ChoiceField(label=_("街道"), required=False)

    def __init__(self, *args: Any, rules: Rules, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = [(one.code, str(one.label)) for one in rules.classes.values()]
        streets = (
            Place.objects.filter(district_id=district.pk, kind=PlaceKind.STREET, is_active=True)
            .defer("shape")
            .order_by("path")
        )
        self.streets = {street.code: street for street in streets}
        choices_of(self, "class_code").choices = [("", _("全部类别")), *classes]
        choices_of(self, "street").choices = [
            ("", _("全部街道")),
            *((street.code, street.name) for street in self.streets.values()),
        ]


class UnitsForm(forms.Form):
    q = forms.CharField(
        label=_("找单位"),
        required=False,
        max_length=40,
        help_text=_("例如：路灯、供水、望潮街道。"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("找什么"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("例如：午餐、理发、路灯"),
            }
        ),
    )


class CardForm(forms.Form):
    above = forms.ChoiceField(label=_("街道或社区"), required=False)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)
        places = (
            Place.objects.filter(district_id=district.pk, kind__in=kinds, is_active=True)
            .defer("shape")
            .order_by("path")
        )
        self.places = {place.code: place for place in places}
        choices_of(self, "above").choices = [
            (code, f"{'　' * place.path.count('/')}{place.name}")
            for code, place in self.places.items()
        ]
