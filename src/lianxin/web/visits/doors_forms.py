from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import Place
from lianxin.visits.actions.households import (
    HIGHEST,
    LONGEST,
    MOST_DOORS,
    MOST_STAIRS,
    Door,
    Drawn,
)
from lianxin.visits.models import Household
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of, rows_of


class AreaForm(forms.Form):
    area = forms.ChoiceField(label=_("社区"), required=False)

    def __init__(self, data: Any = None, *, areas: Sequence[Place]) -> None:
        super().__init__(data)
        choices_of(self, "area").choices = [(one.code, one.name) for one in areas]

    @property
    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("area") or "")


class DrawForm(Keyed):
    floors = forms.IntegerField(label=_("几层"), min_value=1, max_value=HIGHEST)
    doors = forms.IntegerField(label=_("每层几户"), min_value=1, max_value=MOST_DOORS)
    stairs = forms.IntegerField(label=_("几个单元"), min_value=1, max_value=MOST_STAIRS, initial=1)
    first = forms.IntegerField(
        label=_("最低一层是几层"), min_value=1, max_value=9, initial=1,
        help_text=_("底下是车库、门面的，从住人的那层写起。"),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_draw_%s")

    @property
    def drawn(self) -> Sequence[Door]:
        given = self.cleaned_data
        return Drawn(given["floors"], given["doors"], given["stairs"], given["first"]).listed()


class PutForm(Keyed):
    stair = forms.CharField(
        label=_("单元"), required=False, max_length=LONGEST,
        help_text=_("只有一个单元的不用写。"),
    )  # fmt: skip
    door = forms.CharField(label=_("门牌号"), max_length=LONGEST)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_put_%s")

    @property
    def drawn(self) -> Sequence[Door]:
        return [Door(self.cleaned_data["door"], self.cleaned_data["stair"])]


class RetireForm(Keyed):
    household = forms.ModelChoiceField(
        Household.objects.none(), label=_("哪一户"), empty_label=_("请选择")
    )

    def __init__(self, data: Any = None, *, building: Place) -> None:
        super().__init__(data, auto_id="id_retire_%s")
        rows = Household.objects.filter(
            district_id=building.district_id, building=building, is_active=True
        )
        rows_of(self, "household").queryset = rows.select_related("building").in_order()
