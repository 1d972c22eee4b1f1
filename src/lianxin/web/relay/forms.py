from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.cases.actions.intake import MAX_TEXT, Contact, Report
from lianxin.cases.rules import Rules
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Place
from lianxin.web.cases.forms import classes_by_kind
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.questions.asking import Questions, asked_of
from lianxin.web.shell.forms import choices_of


class RelayForm(Keyed):
    """Three fields: what, where, and the telephone of the person it is for. Who knows more may
    choose a class and answer its questions."""

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
    wants_privacy = forms.BooleanField(
        label=_("不让办理的单位知道是谁"),
        required=False,
        help_text=_("只有调度中心看得到当事人的电话。"),
    )
    class_code = forms.ChoiceField(label=_("哪一类问题？"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        district: District,
        own_place: Place | None,
        rules: Rules,
        class_code: str = "",
    ) -> None:
        super().__init__(data, initial={"place": own_place.code if own_place else ""})
        self.district, self.rules = district, rules
        options = places.choices(district)
        if own_place and own_place.kind not in places.KNOWN_TO_PEOPLE:
            options.insert(1, (own_place.code, own_place.name))
        choices_of(self, "place").choices = options
        choices_of(self, "class_code").choices = [("", _("说不清")), *classes_by_kind(rules)]
        chosen = str(data.get("class_code", "")) if data else class_code
        self.questions = Questions(self, asked_of(district.pk, chosen))

    def clean(self) -> dict[str, Any]:
        self.questions.clean()
        return self.cleaned_data

    @property
    def says_more(self) -> bool:
        """Whether the fields that are folded away hold something."""
        return bool(self["class_code"].value() or self["wants_privacy"].value())

    @property
    def report(self) -> Report:
        """Raises `Refusal` when the place was taken out of use in the meantime."""
        values = self.cleaned_data
        place = Place.objects.filter(
            district_id=self.district.pk, code=values["place"], is_active=True
        ).first()
        if place is None:
            raise Refusal(str(_("请选择问题发生的地点。")), field="place")
        known = self.rules.classes.get(values["class_code"])
        return Report(
            text=values["text"],
            place=place,
            kind=known.kind if known else "",
            class_code=values["class_code"],
            contact=Contact(phone=values["phone"], wants_privacy=values["wants_privacy"]),
            answers=values["answers"],
        )
