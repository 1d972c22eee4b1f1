from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.cases import queries as cases
from lianxin.exchange.models import Claim
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, OrganisationKind, Place
from lianxin.partnering.actions import Contact, Told
from lianxin.partnering.models import Agreement
from lianxin.partnering.states import (
    STANDING_BY,
    AgreementState,
    Frequency,
    Kind,
    Party,
    Phase,
    Way,
    What,
    Wish,
)
from lianxin.partnering.terms import HUNDRED, MOST, Term, load, said
from lianxin.web.cases.fields import UnitField, Units
from lianxin.web.me.forms import Keyed
from lianxin.web.money import YuanField
from lianxin.web.shell.forms import choices_of, day_field, rows_of

LEAST_ROWS: Final = 3
TWO: Final = 2  # a line for each side
HOSTS: Final = (OrganisationKind.STREET_OFFICE, OrganisationKind.COMMUNITY)


class AmountField(YuanField):
    """Of any unit; cleans to hundredths."""


class UnitsField(forms.CharField):
    """Units of the district, one in each line; cleans to a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)
        self.units: Units | None = None

    def prepare_value(self, value: Any) -> Any:
        is_read = isinstance(value, list) and self.units is not None
        return "\n".join(map(self.units.label, value)) if is_read and self.units else value

    def clean(self, value: Any) -> Any:
        assert self.units is not None  # the form gives it the district's units
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found = [self.units.named(line) for line in lines]
        missing = [line for line, unit in zip(lines, found, strict=True) if unit is None]
        if missing:
            raise forms.ValidationError(
                _("没有找到“%(typed)s”。请写本辖区单位的全称，每行一个。")
                % {"typed": _("、").join(missing)}
            )
        return found


class ListForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("协议种类"), required=False, choices=[("", _("不限")), *Kind.choices]
    )
    way = forms.ChoiceField(
        label=_("合作方式"), required=False, choices=[("", _("不限")), *Way.choices]
    )
    state = forms.ChoiceField(label=_("状态"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        states = [(one.value, one.label) for one in AgreementState if one != "SIGNED"]
        phases = [(one.value, one.label) for one in Phase]
        waiting = [
            ("UNSIGNED", _("等着签")),
            ("ENDING", _("90 天内到期")),
            ("WAITING", _("有交付等确认")),
        ]
        choices_of(self, "state").choices = [("", _("不限")), *phases, *waiting, *states]

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TermForm(forms.Form):
    """One line of an agreement. A line without words is left out."""

    text = forms.CharField(
        label=_("提供什么"),
        required=False,
        max_length=120,
        help_text=_("例如：一楼活动室、上门理发、节日礼包、活动经费。"),
    )
    giver = forms.ChoiceField(label=_("谁提供"), choices=Party.choices)
    what = forms.ChoiceField(label=_("哪一类"), choices=What.choices)
    amount = AmountField(label=_("数量"), required=False)
    unit = forms.CharField(
        label=_("计量单位"),
        required=False,
        max_length=12,
        help_text=_("例如：小时、份、平方米。资金写元，可以不填。"),
    )
    every = forms.ChoiceField(label=_("多久一次"), choices=Frequency.choices)
    until_on = day_field(_("到何时为止"), required=False, help_text=_("不填就到协议到期。"))

    @property
    def is_spare(self) -> bool:
        """A further line that nobody has written anything in."""
        number = int(str(self.prefix)[1:])
        return number > TWO and not self.errors and not self["text"].value()

    @property
    def term(self) -> Term | None:
        told = self.cleaned_data
        if not told["text"] and told["amount"] is None:
            return None
        return Term(
            giver=told["giver"],
            what=told["what"],
            text=told["text"],
            amount=told["amount"] or 0,
            unit=told["unit"],
            every=told["every"],
            until_on=told["until_on"],
        )


class ContactForm(Keyed):
    """Somebody of a partner without an account."""

    contact_name = forms.CharField(
        label=_("合作一方的联系人"),
        max_length=60,
        error_messages={"required": _("请写怎么称呼。")},
    )
    contact_email = forms.EmailField(
        label=_("联系人邮箱"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("这个邮箱地址不完整，请核对，或者留空。")},
    )
    contact_phone = forms.CharField(label=_("联系人手机"), required=False, max_length=40)

    @property
    def contact(self) -> Contact | None:
        told = self.cleaned_data
        words = [told[f"contact_{name}"] for name in ("name", "email", "phone")]
        return Contact(*words) if any(words) else None


@dataclass(frozen=True)
class Fold:
    label: str
    fields: Sequence[forms.BoundField]
    is_open: bool


FOLDED: Final = {
    _("合作一方没有账号？留个联系方式"): ("contact_name", "contact_email", "contact_phone"),
    _("不止两家？写上一起签的单位"): ("others",),
    _("结对或服务基地？选哪些事先找合作一方"): ("classes",),
}


def _is_used(field: forms.BoundField) -> bool:
    return bool(field.errors or field.value())


class AgreementForm(ContactForm):
    title = forms.CharField(
        label=_("名称"), max_length=120, help_text=_("例如：活动室换周末义诊。")
    )
    kind = forms.ChoiceField(
        label=_("协议种类"),
        choices=Kind.choices,
        initial=Kind.PARTNERSHIP,
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=_("合作方式"),
        required=False,
        choices=Way.choices,
        widget=forms.RadioSelect,
        help_text=_("只有合伙协议要选。"),
    )
    classes = forms.MultipleChoiceField(
        label=_("哪些事先找合作一方"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "结对共建和服务基地才用。签好以后，那里的诉求和点单先推荐给合作一方，由调度员决定；"
            "都不选就是什么事都可以。"
        ),
    )
    host = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("社区一方"), empty_label=None
    )
    partner = UnitField(label=_("合作一方"), help_text=_("输入名称，从列表中选。"))
    others = UnitsField(
        label=_("一起签的单位"), required=False,
        help_text=_("共建协议、合作备忘录和对口支援可以几家一起签：每行写一个单位的名称。"),
    )  # fmt: skip
    starts_on = day_field(_("开始日期"))
    ends_on = day_field(_("到期日期"))
    text = forms.CharField(
        label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = (
        "title", "kind", "way", "host", "partner", "contact_name", "contact_email",
        "contact_phone", "others", "starts_on", "ends_on", "classes", "text",
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        district: District,
        hosts: Any,
        terms: Sequence[Mapping[str, Any]] = (),
        is_fixed: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        rows_of(self, "host").queryset = hosts
        known = cases.rules_of(district.pk).classes
        choices_of(self, "classes").choices = [
            (code, str(one.label)) for code, one in known.items()
        ]
        units = Units(district.pk)
        cast("UnitField", self.fields["partner"]).units = units
        cast("UnitsField", self.fields["others"]).units = units
        self.unit_names = [] if is_fixed else units.labels
        contact = self.fields["contact_name"]
        contact.required = False
        contact.help_text = _("对方没有账号才填。签署和确认的链接发给这个人。")
        if is_fixed:
            for name in ("host", "partner"):
                self.fields[name].disabled = True
        self.terms = _term_forms(data, terms)

    @property
    def shown(self) -> list[forms.BoundField]:
        """What every agreement needs, in order."""
        kept = {name for names in FOLDED.values() for name in names}
        return [field for field in self.visible_fields() if field.name not in kept]

    @property
    def folded(self) -> list[Fold]:
        """What only some need; open where something is written or wrong."""
        return [
            Fold(str(label), fields := [self[name] for name in names], any(map(_is_used, fields)))
            for label, names in FOLDED.items()
        ]

    def clean_partner(self) -> Organisation:
        unit: Organisation = self.cleaned_data["partner"]
        is_partnership = self.cleaned_data.get("kind") == Kind.PARTNERSHIP
        if is_partnership and unit.kind in (*HOSTS, OrganisationKind.DISPATCH_CENTRE):
            raise forms.ValidationError(_("合伙人不能是街道、社区或调度中心，请选一个别的单位。"))
        return unit

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.terms)])

    def refuse(self, refusal: Refusal) -> None:
        """Beside the line it is about, too."""
        name, _line, number = (refusal.field or "").partition("_")
        shown = [form for form in self.terms if form.term is not None]
        if name == "term" and number.isdecimal() and int(number) <= len(shown):
            shown[int(number) - 1].add_error(None, refusal.message)
        super().refuse(refusal)

    def told(self, *, place: Place | None = None, claim: Claim | None = None) -> Told:
        given = self.cleaned_data
        return Told(
            title=given["title"],
            kind=given["kind"],
            way=given["way"],
            classes=given["classes"] if given["kind"] in STANDING_BY else (),
            host=given["host"],
            partner=given["partner"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            text=given["text"],
            place=place,
            claim=claim,
            contact=self.contact,
            others=given["others"],
            terms=[term for form in self.terms if (term := form.term)],
        )


def _term_forms(data: Any, terms: Sequence[Mapping[str, Any]]) -> list[TermForm]:
    """As many lines as were sent, or those there are and some empty ones."""
    if data is not None:
        sent = {name.split("-")[0] for name in data if name.startswith("t") and "-" in name}
        count = min(MOST, max(len(sent), 1))
        return [TermForm(data, prefix=f"t{n}") for n in range(1, count + 1)]
    empty = {"giver": Party.HOST, "what": What.SPACE, "every": Frequency.MONTH}
    rows = [*terms, *({} for _n in range(max(LEAST_ROWS - len(terms), 1)))]
    return [
        TermForm(prefix=f"t{n}", initial=empty | _other_side(n, row) | dict(row))
        for n, row in enumerate(rows[:MOST], 1)
    ]


def _other_side(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The second line is usually what the partner gives."""
    is_second = number == 2 and not row  # noqa: PLR2004  the line after the first
    return {"giver": Party.PARTNER, "what": What.HOURS} if is_second else {}


def typed(agreement: Agreement) -> list[dict[str, Any]]:
    """Its terms as somebody types them."""
    return [
        {
            "text": term.text, "giver": term.giver, "what": term.what, "unit": term.unit,
            "every": term.every, "until_on": term.until_on, "amount": term.amount / HUNDRED,
        }
        for term in load(agreement.terms)
    ]  # fmt: skip


class SignForm(Keyed):
    """One tap. `seen` is the version that is signed."""

    party = forms.ChoiceField(choices=Party.choices, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class SeenForm(Keyed):
    """As above, by link: the side is known."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class RemarkForm(Keyed):
    text = forms.CharField(
        label=_("哪里要改"),
        max_length=500,
        error_messages={"required": _("请写明哪里要改。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordForm(Keyed):
    """Once a year."""

    wish = forms.ChoiceField(
        label=_("接下来怎么办"),
        choices=Wish.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项。")},
    )
    text = forms.CharField(
        label=_("说一句"),
        required=False,
        max_length=500,
        help_text=_("想改或者不再合作的，请写一句，对方好准备。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(Keyed):
    reason = forms.CharField(
        label=_("原因"),
        max_length=500,
        error_messages={"required": _("请写明原因。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class EndForm(ReasonForm):
    on = day_field(_("终止日期"), required=False, help_text=_("不填就是今天。"))


class RenewForm(Keyed):
    ends_on = day_field(_("新的到期日期"))


class RecordForm(Keyed):
    """What was given."""

    term = forms.TypedChoiceField(label=_("哪一条"), coerce=int, widget=forms.RadioSelect)
    amount = AmountField(label=_("数量"))
    given_on = day_field(_("日期"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(
        self,
        data: Any = None,
        *,
        agreement: Agreement,
        today: date | None = None,
        giver: str = Party.HOST,
        **kwargs: Any,
    ) -> None:
        givers = [term["giver"] for term in agreement.terms]
        first = givers.index(giver) + 1 if giver in givers else 1
        super().__init__(data, initial={"given_on": today, "term": first}, **kwargs)
        choices_of(self, "term").choices = [
            (number, f"{Party(term.giver).label} · {term.text}（{said(term.amount)} {term.unit}）")
            for number, term in enumerate(load(agreement.terms), 1)
        ]


class DisputeForm(Keyed):
    objection = forms.CharField(
        label=_("哪里不对"),
        max_length=500,
        error_messages={"required": _("请写明哪里不对。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
