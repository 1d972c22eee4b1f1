from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.cases.actions.intake import MAX_TEXT, Contact, Report
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Place
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of


class RelayForm(Keyed):
    """Three fields: what, where, and the telephone of the person it is for."""

    text = forms.CharField(
        label=_("发生了什么？"),
        max_length=MAX_TEXT,
        error_messages={"required": _("请写下发生了什么，一两句话就可以。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.ChoiceField(
        label=_("在哪里？"), error_messages={"required": _("请选择问题发生的地点。")}
    )
    phone = forms.CharField(
        label=_("当事人手机号"),
        required=False,
        max_length=40,
        help_text=_("只给办理单位联系本人。没有也可以。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        district: District,
        own_place: Place | None,
    ) -> None:
        super().__init__(data, initial={"place": own_place.code if own_place else ""})
        self.district = district
        options = places.choices(district)
        if own_place and own_place.kind not in places.KNOWN_TO_PEOPLE:
            options.insert(1, (own_place.code, own_place.name))
        choices_of(self, "place").choices = options

    @property
    def report(self) -> Report:
        """Raises `Refusal` when the place was taken out of use in the meantime."""
        values = self.cleaned_data
        place = Place.objects.filter(
            district_id=self.district.pk, code=values["place"], is_active=True
        ).first()
        if place is None:
            raise Refusal(str(_("请选择问题发生的地点。")), field="place")
        return Report(text=values["text"], place=place, contact=Contact(phone=values["phone"]))
