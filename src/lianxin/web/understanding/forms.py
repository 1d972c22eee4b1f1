from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import Place, PlaceKind
from lianxin.web.shell.forms import choices_of


class TrialForm(forms.Form):
    """A text to be read as if it had just been filed."""

    text = forms.CharField(
        label=_("一段诉求"),
        max_length=4000,
        help_text=_("照居民的说法写或粘贴一段。只是试读，不会登记，也不留存。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    place = forms.ChoiceField(label=_("地点"))

    def __init__(self, *args: Any, district_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)
        found = Place.objects.filter(district_id=district_id, kind__in=kinds, is_active=True)
        self.places = {place.code: place for place in found.defer("shape").order_by("path")}
        choices_of(self, "place").choices = [
            (code, f"{'　' * place.path.count('/')}{place.name}")
            for code, place in self.places.items()
        ]

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class RulesForm(forms.Form):
    """Rules of routing as a playbook writes them. Nothing is changed by trying them."""

    text = forms.CharField(
        label=_("改过的规则"),
        max_length=100_000,
        help_text=_("和工作手册 routing 一节的写法一样。试算不会改变任何诉求。"),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "input--code"}),
    )
