from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS, As, Detail, Kind, choices
from lianxin.exchange.models import Listing, Mode, Whom
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place
from lianxin.web.cases.fields import UnitField, Units
from lianxin.web.exchange import opening
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of

MYSELF: Final = "-"
MOMENT: Final = "%Y-%m-%dT%H:%M"
FIRST: Final = ("provider", "title", "text")
THEN: Final = ("mode", "price", "area", "contact", "phone", "confirm_days")
CONFIRMED: Final[Mapping[int, str | Promise]] = {
    30: gettext_lazy("每个月"),
    60: gettext_lazy("每两个月"),
    91: gettext_lazy("每个季度"),
    183: gettext_lazy("每半年"),
    366: gettext_lazy("每年"),
}


class ListingForm(Keyed):
    """Everything that is told of a listing of `kind`. What is needed only to publish it may be
    left empty in a draft. `units` are those in whose name somebody may offer; None: any unit."""

    title = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=120,
        error_messages={"required": gettext_lazy("请写一个名称，例如：午餐送到家。")},
    )
    text = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("一两句话说清楚做什么、给谁、要注意什么。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("方式"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一种方式。")},
    )
    area = forms.ChoiceField(label=gettext_lazy("服务范围"))
    place = forms.ChoiceField(label=gettext_lazy("地点"), required=False)
    address = forms.CharField(
        label=gettext_lazy("地址"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("在现场的写门牌，例如：海韵路 6 号一楼。"),
    )
    price = forms.DecimalField(
        label=gettext_lazy("价格（元）"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(20_000_000),
        decimal_places=2,
        help_text=gettext_lazy("免费写 0；说不清就空着，在“价格说明”里写。"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    price_note = forms.CharField(label=gettext_lazy("价格说明"), required=False, max_length=120)
    contact = forms.CharField(
        label=gettext_lazy("联系人"),
        max_length=60,
        help_text=gettext_lazy("公开。可以写“服务台”“值班室”。"),
        error_messages={"required": gettext_lazy("请写找谁联系。")},
    )
    phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        max_length=40,
        help_text=gettext_lazy("公开。最好写单位的电话。"),
        error_messages={"required": gettext_lazy("请写联系电话。")},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    hours = forms.CharField(
        label=gettext_lazy("时间"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("例如：周一至周五 9:00-17:00；周六 9:00-12:00"),
        error_messages={"required": gettext_lazy("请写什么时候开放。")},
    )
    audience = forms.MultipleChoiceField(
        label=gettext_lazy("适合谁"),
        required=False,
        choices=Whom.choices,
        help_text=gettext_lazy("不选就是所有人。"),
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("名额"), required=False, min_value=1, max_value=1_000_000
    )
    opens_at = forms.DateTimeField(
        label=gettext_lazy("开始"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("截止"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    confirm_days = forms.TypedChoiceField(
        label=gettext_lazy("多久确认一次还有效"),
        coerce=int,
        help_text=gettext_lazy("到时候发消息问您，点一下就好。"),
    )

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        kind: Kind,
        district: District,
        units: Sequence[Organisation] | None,
        initial: Mapping[str, Any] | None = None,
        is_fixed: bool = False,
    ) -> None:
        usual = {"confirm_days": kind.confirm_days}
        super().__init__(data, initial=usual | dict(initial or {}))
        self.kind, self.district = kind, district
        self.unit_names = Units(district.pk).labels if units is None else []
        self.fields["provider"] = _provider(district, kind, units, is_fixed=is_fixed)
        for detail in kind.details:
            self.fields[detail.name] = _field(detail)
        for name in kind.needs:
            self.fields[name].required = True
        spots = places.choices(district)[1:-1]
        root = network.place_coded(district.pk, "")
        whole = [(root.code, _("全%s") % root.name)] if root else []
        choices_of(self, "area").choices = [*whole, *spots]
        choices_of(self, "place").choices = [("", _("不写")), *spots]
        spans = sorted({*CONFIRMED, kind.confirm_days, self.initial["confirm_days"]})
        choices_of(self, "confirm_days").choices = [
            (days, CONFIRMED.get(days) or _("%d 天") % days) for days in spans
        ]

    @property
    def first(self) -> Iterator[forms.BoundField]:
        """What nobody should have to look for."""
        needed = [each.name for each in self.kind.details if each.is_needed]
        for name in (*FIRST, *needed, *self.kind.needs, *THEN):
            yield self[name]

    @property
    def more(self) -> Iterator[forms.BoundField]:
        shown = {field.name for field in self.first} | {"key"}
        yield from (self[name] for name in self.fields if name not in shown)

    @property
    def is_more_open(self) -> bool:
        return any(field.errors or field.value() for field in self.more)

    def forgive(self) -> None:
        """What is only missing is no mistake in a draft."""
        for name, errors in list(self.errors.items()):
            left = [error for error in errors.as_data() if error.code != "required"]
            self.errors.pop(name)
            if left:
                self.add_error(name, left)

    def told(self) -> Draft:
        """What has been written well."""
        told = getattr(self, "cleaned_data", {})
        price = told.get("price")
        unit = told.get("provider")
        plain: dict[str, Any] = {name: told.get(name) or "" for name in PLAIN}
        return Draft(
            kind=self.kind.code,
            title=told.get("title") or unnamed(self.kind),
            provider=None if unit == MYSELF else unit,
            details={each.name: told.get(each.name) for each in self.kind.details},
            area=self._place(told.get("area")),
            place=self._place(told.get("place")),
            price_fen=None if price is None else int(price * 100),
            audience=told.get("audience") or (),
            confirm_days=told.get("confirm_days") or None,
            capacity=told.get("capacity"),
            opens_at=told.get("opens_at"),
            closes_at=told.get("closes_at"),
            **plain,
        )

    def _place(self, code: str | None) -> Place | None:
        return network.place_coded(self.district.pk, code) if code else None

    def refuse(self, refusal: Refusal) -> None:
        """Beside the field that it is about; everything that is missing, each beside its own."""
        missing = getattr(refusal, "missing", None)
        if missing is None:
            super().refuse(refusal)
            return
        for name, label in missing:
            if name in self.fields and name not in self.errors:
                self.add_error(name, _("还差“%s”。") % label)


PLAIN: Final = (
    "text", "mode", "address", "price_note", "contact", "phone", "hours",
)  # fmt: skip


def unnamed(kind: Kind) -> str:
    """What a draft is called until somebody gives it a name."""
    return _("未命名的%s") % kind.label


def _is_named(listing: Listing) -> bool:
    """In whatever language the draft was begun."""
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            if listing.title == unnamed(KINDS[listing.kind]):
                return False
    return True


def initial_of(listing: Listing) -> dict[str, Any]:
    """A listing as the form shows it. What has no name yet is asked for one, or it would be
    published under the name of a draft."""
    return {
        **{name: getattr(listing, name) for name in PLAIN},
        **{each: _shown(value) for each, value in listing.details.items()},
        "title": listing.title if _is_named(listing) else "",
        "hours": opening.typed(listing.hours),
        "provider": listing.provider or MYSELF,
        "area": listing.area.code if listing.area else "",
        "place": listing.place.code if listing.place else "",
        "price": None if listing.price_fen is None else f"{listing.price_fen / 100:g}",
        "audience": listing.audience,
        "capacity": listing.capacity,
        "opens_at": listing.opens_at,
        "closes_at": listing.closes_at,
        **({"confirm_days": listing.confirm_days} if listing.confirm_days else {}),
    }


def _shown(value: Any) -> Any:
    return "、".join(value) if isinstance(value, list) else value


def _provider(
    district: District,
    kind: Kind,
    units: Sequence[Organisation] | None,
    *,
    is_fixed: bool,
) -> forms.Field:
    """Whose it is. That does not change once it is written."""
    label = _("提供单位")
    if units is None:
        field = UnitField(label=label)
        field.units = Units(district.pk)
        return field
    is_for_people = not units if is_fixed else kind.is_for_people
    return ProviderField(label=label, units=units, is_for_people=is_for_people)


class ProviderField(forms.ChoiceField):
    """One of the units in whose name somebody may offer, or herself. Of one there is no choice."""

    def __init__(
        self, *, units: Sequence[Organisation], is_for_people: bool, **kwargs: Any
    ) -> None:
        self.units = {str(unit.pk): unit for unit in units}
        offered = [(pk, unit.name) for pk, unit in self.units.items()]
        if is_for_people:
            offered.append((MYSELF, _("我自己，不用单位的名义")))
        widget = forms.Select if len(offered) > 1 else forms.HiddenInput
        initial = offered[0][0] if offered else None
        super().__init__(choices=offered, widget=widget, initial=initial, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self.units.get(chosen, chosen)


def _field(detail: Detail) -> forms.Field:
    """How a detail is typed in."""
    common: dict[str, Any] = {
        "label": detail.label,
        "required": detail.is_needed and detail.typed is not As.YES,
        "error_messages": {"required": _("请填写“%s”。") % detail.label},
    }
    if detail.typed is As.WORDS:
        common["help_text"] = _("几个词，用顿号分开。")
    make, told = FIELDS[detail.typed]
    if detail.choices:
        empty = [("", _("请选择"))] if detail.typed is As.ONE else []
        common["choices"] = [*empty, *detail.choices.items()]
    if widget := WIDGETS.get(detail.typed):
        common["widget"] = widget()
    return make(**common, **told)


FIELDS: Final[Mapping[As, tuple[Callable[..., forms.Field], Mapping[str, Any]]]] = {
    As.LINE: (forms.CharField, {"max_length": 200}),
    As.TEXT: (forms.CharField, {"max_length": 4000}),
    As.NUMBER: (forms.IntegerField, {"min_value": 0, "max_value": 10**9}),
    As.MONEY: (forms.IntegerField, {"min_value": 0, "max_value": 10**12}),
    As.DAY: (forms.DateField, {}),
    As.YES: (forms.BooleanField, {}),
    As.ONE: (forms.ChoiceField, {}),
    As.SOME: (forms.MultipleChoiceField, {}),
    As.WORDS: (forms.CharField, {"max_length": 1000}),
}
WIDGETS: Final[Mapping[As, Callable[[], forms.Widget]]] = {
    As.TEXT: lambda: forms.Textarea(attrs={"rows": 3}),
    As.DAY: lambda: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    As.SOME: forms.CheckboxSelectMultiple,
}


class ReturnForm(Keyed):
    note = forms.CharField(
        label=gettext_lazy("要改什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写明要改什么。")},
    )


class FindForm(forms.Form):
    """Narrows one's own listings."""

    q = forms.CharField(
        label=gettext_lazy("名称"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices_of(self, "kind").choices = [("", _("全部")), *choices()]

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
