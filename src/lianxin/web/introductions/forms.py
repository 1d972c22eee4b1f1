from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.base import Side as Offering
from lianxin.exchange.models import Listing
from lianxin.introductions.actions import Party, Told
from lianxin.introductions.actions.asking import Said
from lianxin.introductions.actions.planning import Planned
from lianxin.introductions.models import COLUMNS, Introduction, Occasion, Side, Source
from lianxin.introductions.states import LIFECYCLE, LINE, VERBS, WITH_MONEY, Stage
from lianxin.network.models import District
from lianxin.web.cases.fields import UnitField, Units
from lianxin.web.challenges.forms import MilestoneForm, ReportForm
from lianxin.web.me.forms import Keyed
from lianxin.web.money import YuanField
from lianxin.web.shell.forms import choices_of, rows_of

DAY = forms.DateInput(attrs={"type": "date"})
FIRST_YEAR = 2024


class ListForm(forms.Form):
    """Narrows the funnel and the rows behind it."""

    year = forms.ChoiceField(label=_("哪一年介绍的"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False)
    reached = forms.ChoiceField(label=_("至少走到"), required=False)
    state = forms.ChoiceField(label=_("现在"), required=False)
    is_disputed = forms.BooleanField(label=_("只看说法不一的"), required=False)
    occasion = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        years = [(str(year), str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]
        choices_of(self, "year").choices = [("", _("所有年份")), *years]
        choices_of(self, "source").choices = [("", _("所有来源")), *Source.choices]
        stages = [(stage.value, stage.label) for stage in LINE]
        choices_of(self, "reached").choices = [("", _("不限")), *stages]
        choices_of(self, "state").choices = [("", _("不限")), *Stage.choices]

    @property
    def asked(self) -> dict[str, Any]:
        """What was chosen well; what was not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FunnelForm(ListForm):
    """The funnel shows every stage itself."""

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, today=today)
        for name in ("reached", "state", "is_disputed", "occasion"):
            del self.fields[name]


class IntroduceForm(Keyed):
    subject = forms.CharField(label=_("为了什么"), max_length=120)
    source = forms.ChoiceField(label=_("来源"), choices=Source.choices, initial=Source.OTHER)
    occasion = forms.ModelChoiceField(
        Occasion.objects.none(), label=_("在哪次活动上"), required=False, empty_label=_("没有活动")
    )
    first = UnitField(
        label=_("一方（提供的）"),
        required=False,
        help_text=_("输入名称，从列表中选。不在名单里的，在下面写。"),
    )
    first_name = forms.CharField(label=_("一方的名称"), required=False, max_length=120)
    first_email = forms.EmailField(label=_("一方的邮箱"), required=False)
    second = UnitField(label=_("另一方（需要的）"), required=False)
    second_name = forms.CharField(label=_("另一方的名称"), required=False, max_length=120)
    second_email = forms.EmailField(
        label=_("另一方的邮箱"), required=False, help_text=_("没有账号的，30 天后用它来问进展。")
    )
    on = forms.DateField(label=_("介绍日期"), required=False, widget=DAY)
    text = forms.CharField(
        label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, district: District, listing: Listing | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        units = Units(district.pk)
        for name in ("first", "second"):
            cast("UnitField", self.fields[name]).units = units
        self.unit_names = units.labels
        held = Occasion.objects.filter(district_id=district.pk)
        rows_of(self, "occasion").queryset = held.order_by("-held_on")
        self.units, self.listing = units, listing
        if listing is not None:
            self.initial = {**self.initial, **_begun(listing)}

    @property
    def told(self) -> Told:
        given = self.cleaned_data
        return Told(
            subject=given["subject"],
            source=given["source"],
            occasion=given["occasion"],
            on=given["on"],
            text=given["text"],
            first=self._party("first"),
            second=self._party("second"),
        )

    def _party(self, side: str) -> Party:
        """A name that a unit has means that unit; who has the listing comes with it."""
        given = self.cleaned_data
        name, unit = given[f"{side}_name"].strip(), given[side]
        if unit is None and name:
            unit = self.units.named(name)
        listing = self.listing if self.listing and side == _side_of(self.listing) else None
        if listing and (unit.pk if unit else None) != listing.provider_id:
            listing = None  # somebody else was chosen
        return Party(unit, listing, name=name, email=given[f"{side}_email"])


def _side_of(listing: Listing) -> str:
    """On which side who has the listing stands."""
    return "first" if KINDS[listing.kind].side == Offering.OFFER else "second"


def _begun(listing: Listing) -> dict[str, Any]:
    """What a listing says already."""
    side, unit = _side_of(listing), listing.provider
    told: dict[str, Any] = {side: unit} if unit else {f"{side}_name": listing.contact}
    return told | {"subject": listing.title[:120], "source": Source.LISTING}


class OccasionForm(Keyed):
    title = forms.CharField(label=_("活动名称"), max_length=120)
    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[(one.value, one.label) for one in (Source.MEETING, Source.FAIR)],
    )
    held_on = forms.DateField(label=_("日期"), widget=DAY)
    people = forms.IntegerField(label=_("到场人数"), required=False, min_value=0)


class RecordForm(Keyed):
    """How far it has come. Only what is still ahead can be chosen."""

    stage = forms.ChoiceField(label=_("进展到"), widget=forms.RadioSelect)
    amount = YuanField(label=_("金额（元）"), required=False)
    on = forms.DateField(label=_("日期"), required=False, widget=DAY)
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, introduction: Introduction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "stage").choices = [
            (stage.value, stage.label)
            for stage in LINE[1:-1]
            if LIFECYCLE.allows(introduction.state, VERBS[stage])
        ]


class ReceiveForm(Keyed):
    amount = YuanField(label=_("这次到账（元）"))
    on = forms.DateField(label=_("到账日期"), required=False, widget=DAY)
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class CorrectForm(Keyed):
    """The right amount of a stage that it has come to. None to choose where no amount is told."""

    stage = forms.ChoiceField(label=_("哪一步的金额"), widget=forms.RadioSelect)
    amount = YuanField(label=_("正确的金额（元）"))
    note = forms.CharField(
        label=_("为什么更正"),
        max_length=500,
        error_messages={"required": _("请写明为什么更正，以后查得到。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, introduction: Introduction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "stage").choices = [
            (stage.value, stage.label)
            for stage in WITH_MONEY[:-1]
            if getattr(introduction, COLUMNS[stage][0])
        ]


class FallForm(Keyed):
    reason = forms.CharField(
        label=_("为什么没有谈成"),
        max_length=500,
        error_messages={"required": _("请写明为什么没有谈成。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReplanForm(MilestoneForm):
    """What a milestone says, without money."""

    pay = None  # type: ignore[assignment]  # so Django leaves a field out


class PlanForm(ReplanForm):
    """One more milestone of what both do together."""

    side = forms.TypedChoiceField(
        label=_("由谁完成"), required=False, coerce=int, empty_value=None
    )
    is_final = forms.BooleanField(
        label=_("这是总结报告"),
        required=False,
        help_text=_("其他阶段都验收以后提交；验收了，计划就完成了。"),
    )

    def __init__(self, *args: Any, sides: list[Side], has_final: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one.number), one.name) for one in sides]
        choices_of(self, "side").choices = [("", _("双方一起")), *names]
        if has_final:
            del self.fields["is_final"]

    @property
    def planned(self) -> Planned:
        told = self.cleaned_data
        return Planned(
            told["title"], told["due_on"], told["text"], told["side"],
            is_final=told.get("is_final", False),
        )  # fmt: skip


class DoneForm(ReportForm):
    """What was done, in words."""

    files = None  # type: ignore[assignment]  # so Django leaves a field out


class SayForm(Keyed):
    """What one side says."""

    stage = forms.ChoiceField(
        label=_("现在到哪一步了？"),
        widget=forms.RadioSelect,
        choices=[
            (Stage.INTRODUCED.value, _("还没有见面")),
            (Stage.MET.value, _("见过面，还在谈")),
            (Stage.INTENT.value, _("有合作意向")),
            (Stage.AGREED.value, _("签了协议")),
            (Stage.CONTRACTED.value, _("签了合同")),
            (Stage.RECEIVED.value, _("钱已经到账")),
            (Stage.FELL_THROUGH.value, _("没有谈成")),
        ],
        error_messages={"required": _("请选一项。")},
    )
    amount = YuanField(
        label=_("金额（元）"), required=False, help_text=_("意向、协议或合同的金额；没有就不填。")
    )
    received = YuanField(
        label=_("一共到账（元）"), required=False, help_text=_("从开始到现在，一共到了多少。")
    )
    text = forms.CharField(
        label=_("想说明的"),
        required=False,
        max_length=500,
        help_text=_("没有谈成的，请写一句原因。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def said(self) -> Said:
        told = self.cleaned_data
        return Said(
            stage=told["stage"],
            amount_fen=told["amount"] if told["stage"] in WITH_MONEY else None,
            received_fen=told["received"] if told["stage"] == Stage.RECEIVED else None,
            text=told["text"],
        )


class SideForm(SayForm):
    """Of an account that may speak for more than one side."""

    side = forms.ChoiceField(label=_("哪一方"))

    field_order = ("side", "stage", "amount", "received", "text")

    def __init__(self, *args: Any, sides: list[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "side").choices = [(str(one.number), one.name) for one in sides]
