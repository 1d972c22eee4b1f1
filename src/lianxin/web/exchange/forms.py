"""What is said of an order on its way: who takes it, declines it, gives it, rates it; and of a
listing that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.actions.claiming import MAX_TEXT, Who, Wish
from lianxin.exchange.models import Listing
from lianxin.exchange.terms import ExchangeTerms
from lianxin.matching.queries import Suggestion
from lianxin.matching.reasons import Tells
from lianxin.network import queries as network
from lianxin.network.models import District
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import Rating, choices_of, rows_of


class FaultForm(Keyed):
    text = forms.CharField(
        label=_("哪里不对？"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_fault_%s")


class NoteForm(Keyed):
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AcceptForm(NoteForm):
    starts_at = forms.DateTimeField(
        label=_("什么时候去"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class DeclineForm(NoteForm):
    reason = forms.ChoiceField(label=_("原因"))

    field_order = ("reason", "note")

    def __init__(self, data: Any = None, *, terms: ExchangeTerms) -> None:
        super().__init__(data)
        choices_of(self, "reason").choices = [
            ("", _("请选择")),
            *((each.code, str(each.label)) for each in terms.reasons.values()),
        ]


class DispatchForm(NoteForm):
    """`found` may take the order; `shown` are offered, the best first; units that are `paired`
    with the place say so."""

    listing = forms.ModelChoiceField(
        Listing.objects.none(),
        label=_("派给"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选派给哪一家。")},
    )

    field_order = ("listing", "note")

    def __init__(
        self,
        data: Any = None,
        *,
        found: Any,
        shown: Sequence[Suggestion],
        paired: Collection[object] = (),
    ) -> None:
        super().__init__(data)
        rows_of(self, "listing").queryset = found
        rows_of(self, "listing").choices = [
            (str(one.listing.pk), _offer(one, paired)) for one in shown
        ]


def _offer(one: Suggestion, paired: Collection[object]) -> str:
    """Who, what, whom it serves, and why it fits."""
    listing = one.listing
    unit = listing.provider.name if listing.provider else str(listing.owner or "")
    about = [reason.text for reason in one.reasons if reason.tells >= Tells.MUCH]
    stands_by = str(_("和这里结对")) if listing.provider_id in paired else ""
    parts = (unit, stands_by, listing.title, str(listing.area or ""), *about)
    return " · ".join(part for part in parts if part)


class AskForm(Keyed):
    """What somebody needs and no offer is known for: the desk finds who does it."""

    subject = forms.CharField(
        label=_("需要什么？"),
        max_length=120,
        help_text=_("例如：每周一次上门理发、社区中秋活动要两位主持人。"),
        error_messages={"required": _("请写明需要什么。")},
    )
    text = forms.CharField(
        label=_("有什么要说的？"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("多少人、什么要求。请不要写病情和身份证号。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.ChoiceField(
        label=_("在哪里？"), error_messages={"required": _("请选在哪个社区。")}
    )
    address = forms.CharField(label=_("具体地址"), required=False, max_length=200)
    starts_at = forms.DateTimeField(
        label=_("希望什么时候？"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    name = forms.CharField(
        label=_("替谁点的？"),
        required=False,
        max_length=60,
        help_text=_("写称呼就行；替社区点的，写社区的联系人。"),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        error_messages={"required": _("请留手机号，提供的单位要联系。")},
        help_text=_("只给接单的单位。"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    def __init__(
        self, data: Any = None, *, district: District, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.district = district
        choices_of(self, "place").choices = places.choices(district)

    def wish(self) -> Wish:
        told = self.cleaned_data
        return Wish(
            who=Who(name=told["name"], phone=told["phone"]),
            subject=told["subject"],
            text=told["text"],
            place=network.place_coded(self.district.pk, told["place"]),
            address=told["address"],
            starts_at=told["starts_at"],
        )


class VisitForm(Keyed):
    """One line in the log of an order."""

    visited_on = forms.DateField(
        label=_("哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    came = forms.CharField(
        label=_("谁去的"), max_length=60, error_messages={"required": _("请写谁去的。")}
    )
    minutes = forms.IntegerField(label=_("多少分钟"), min_value=1, max_value=1440)
    note = forms.CharField(
        label=_("做了什么"),
        required=False,
        max_length=300,
        help_text=_("例如：送了午饭，陪着说了会儿话。不要写血压、血糖这类数值。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"visited_on": timezone.localdate()})


class RateForm(Keyed):
    stars = forms.TypedChoiceField(
        label=_("您满意吗？"),
        coerce=int,
        choices=[
            ("5", _("很满意")),
            ("4", _("满意")),
            ("3", _("一般")),
            ("2", _("不满意")),
            ("1", _("很不满意")),
        ],
        widget=Rating,
        error_messages={"required": _("请选一项。")},
    )
    text = forms.CharField(
        label=_("想说的话"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
