"""How somebody takes something up: order it, apply, sign up, book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.actions.claiming import MAX_TEXT, ForChild, Who, Wish
from lianxin.exchange.models import Every, Listing, Mode, PickUp, Slot, Space
from lianxin.network import queries as network
from lianxin.network.models import PlaceKind, User
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell import times
from lianxin.web.shell.forms import Tiles, choices_of

SELF, OTHER = "SELF", "OTHER"
NEAR = (PlaceKind.COMMUNITY, PlaceKind.CAMPUS, PlaceKind.PARK)


class TakingForm(Keyed):
    """How to reach whoever takes something up. `listing` is what. `MORE` are the fields that stand
    behind a fold: nobody needs them."""

    MORE: ClassVar[Sequence[str]] = ()
    MORE_LABEL: ClassVar[str | Promise] = ""

    name = forms.CharField(
        label=_("怎么称呼"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        error_messages={"required": _("请留手机号，提供的单位要联系您。")},
        help_text=_("只给提供的单位。替别人办，就写那个人的号码。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data)
        self.listing = listing

    @property
    def first(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.MORE]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def is_wide(self) -> bool:
        """Whether what is behind the fold was used."""
        return any(field.errors or (self.is_bound and field.value()) for field in self.more)

    def wish(self, user: User | None) -> Wish:
        told = self.cleaned_data
        return Wish(who=Who(name=told["name"], phone=told["phone"], user=user))


class OrderForm(TakingForm):
    """For whom, where, and how to reach her; the rest for who has more to say."""

    MORE = ("text", "starts_at", "every", "until_on")
    MORE_LABEL = _("忌口、时间、定期来（可不填）")

    whom = forms.ChoiceField(
        label=_("给谁点？"),
        choices=[(SELF, _("我自己")), (OTHER, _("替别人"))],
        initial=SELF,
        widget=Tiles(icons={SELF: "user", OTHER: "users"}),
    )
    text = forms.CharField(
        label=_("有什么要说的？"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("例如：忌口、几点在家。请不要写病情和身份证号。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = forms.ChoiceField(
        label=_("在哪个社区？"), error_messages={"required": _("请选在哪个社区。")}
    )
    address = forms.CharField(
        label=_("具体地址"),
        max_length=200,
        error_messages={"required": _("请写具体地址，例如：3 号楼 2 单元 502。")},
        help_text=_("例如：3 号楼 2 单元 502。"),
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    starts_at = forms.DateTimeField(
        label=_("希望什么时候？"),
        required=False,
        help_text=_("不填就是越早越好，由对方和您约。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    every = forms.ChoiceField(
        label=_("要不要定期来？"),
        required=False,
        choices=[("", _("只这一次")), *Every.choices],
        help_text=_("选了定期，以后每次提前一周替您下单，随时可以停。"),
    )
    until_on = forms.DateField(
        label=_("到哪天为止"),
        required=False,
        help_text=_("不填就一直来，直到您说停。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    field_order = (
        "whom", "name", "phone", "place", "address", "text", "starts_at", "every", "until_on",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data, listing=listing)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _("请写称呼，上门时好找人。")
        self.fields["name"].help_text = _("替别人点，写那个人的称呼，例如：王奶奶。")
        self.fields["phone"].help_text = _("只给提供的单位。那个人没有手机，就写您的。")
        choices_of(self, "place").choices = places.choices(listing.district)
        if listing.area and listing.area.kind in NEAR:
            self.fields["place"].initial = listing.area.code
        if listing.mode != Mode.AT_HOME:
            self.fields["address"].required = False

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("every") and not told.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", gettext("定期来的，请写明第一次是什么时候。"))
        return told

    def wish(self, user: User | None) -> Wish:
        told = self.cleaned_data
        is_for_another = told["whom"] == OTHER
        return replace(
            super().wish(None if is_for_another else user),
            is_for_another=is_for_another,
            text=told["text"],
            place=network.place_coded(self.listing.district_id, told["place"]),
            address=told["address"],
            starts_at=told["starts_at"],
        )


class ApplyForm(TakingForm):
    """Who applies, and why she fits."""

    text = forms.CharField(
        label=_("说说您的情况"),
        max_length=MAX_TEXT,
        error_messages={"required": _("请写几句，让对方知道您为什么合适。")},
        help_text=_("会什么、做过什么、什么时候可以开始。请不要写身份证号。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=254,
        help_text=_("填了就把结果也发到这里。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    MORE = ("email",)
    MORE_LABEL = _("用电子邮件接收结果")
    field_order = ("text", "name", "phone", "email")

    def wish(self, user: User | None) -> Wish:
        told, wish = self.cleaned_data, super().wish(user)
        return replace(wish, text=told["text"], who=replace(wish.who, email=told["email"]))


class SignUpForm(TakingForm):
    """Which session, and how many come."""

    slot = forms.TypedChoiceField(
        label=_("哪一场？"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一场。")},
    )
    seats = forms.IntegerField(label=_("几个人来？"), min_value=1, max_value=20, initial=1)

    field_order: tuple[str, ...] = ("slot", "seats", "name", "phone")

    def __init__(self, data: Any = None, *, listing: Listing, slots: Sequence[Slot]) -> None:
        super().__init__(data, listing=listing)
        choices_of(self, "slot").choices = [(str(one.pk), _session(one)) for one in slots]
        nearest = next((one for one in slots if one.free > 0), slots[0])
        self.fields["slot"].initial = str(nearest.pk)

    def wish(self, user: User | None) -> Wish:
        return replace(super().wish(user), seats=self.cleaned_data["seats"])


class ChildForm(SignUpForm):
    """A guardian signs a child up, and says how it leaves."""

    seats = None  # type: ignore[assignment]  # one child, one place
    child = forms.CharField(
        label=_("孩子怎么称呼？"),
        max_length=60,
        help_text=_("小名也行，老师点名用。不用写身份证号和学校。"),
        error_messages={"required": _("请写孩子怎么称呼。")},
    )
    pick_up = forms.ChoiceField(
        label=_("下课以后怎么走？"),
        choices=PickUp.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选下课以后孩子怎么走。")},
    )
    picker = forms.CharField(
        label=_("谁来接"), max_length=60, required=False, help_text=_("选了“我指定的人”才写。")
    )
    picker_phone = forms.CharField(
        label=_("接的人的电话"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    field_order = ("slot", "child", "pick_up", "picker", "picker_phone", "name", "phone")

    def __init__(self, data: Any = None, *, listing: Listing, slots: Sequence[Slot]) -> None:
        super().__init__(data, listing=listing, slots=slots)
        name, phone = self.fields["name"], self.fields["phone"]
        name.label, name.required = _("监护人姓名"), True
        name.error_messages["required"] = gettext("请写监护人的姓名。")
        phone.label, phone.help_text = _("监护人手机号"), _("只给老师，有事马上找得到您。")

    def wish(self, user: User | None) -> Wish:
        told = self.cleaned_data
        names = ("pick_up", "picker", "picker_phone")
        child = ForChild(name=told["child"], **{name: told[name] for name in names})
        return replace(TakingForm.wish(self, user), child=child)


def _session(slot: Slot) -> str:
    local = timezone.localtime
    starts = local(slot.starts_at)
    day = times.on_day(starts)
    when = f"{day} {starts:%H:%M}–{local(slot.ends_at):%H:%M}"
    left = gettext("已满，可以排队") if slot.free < 1 else gettext("还有 %d 个名额") % slot.free
    return " · ".join(part for part in (slot.title, when, left) if part)


HOURS = ("space", "day", "start", "end")


def _picked(data: Any) -> Any:
    """What was typed, with the hours of the button that was pressed, where one of them was."""
    picked = data.get("pick", "").split("|") if data else []
    if len(picked) != len(HOURS):
        return data
    told = data.copy()
    for name, value in zip(HOURS, picked, strict=True):
        told[name] = value
    return told


class BookingForm(TakingForm):
    """Which space, on which day, from when until when, and what for."""

    space = forms.TypedChoiceField(label=_("哪个场地？"), coerce=UUID, widget=forms.RadioSelect)
    day = forms.DateField(label=_("哪一天？"), widget=forms.DateInput(attrs={"type": "date"}))
    start = forms.TimeField(
        label=_("从几点"), widget=forms.TimeInput(attrs={"type": "time", "step": 900})
    )
    end = forms.TimeField(
        label=_("到几点"), widget=forms.TimeInput(attrs={"type": "time", "step": 900})
    )
    seats = forms.IntegerField(label=_("多少人？"), min_value=1, max_value=500, initial=10)
    subject = forms.CharField(label=_("做什么用？"), max_length=120)

    field_order = ("space", "day", "start", "end", "seats", "subject", "name", "phone")

    def __init__(
        self,
        data: Any = None,
        *,
        listing: Listing,
        spaces: Sequence[Space],
        told: Mapping[str, str] | None = None,
    ) -> None:
        """`told` are the hours that a link has chosen; a button that names others wins."""
        super().__init__(_picked(data), listing=listing)
        self.initial.update({name: told[name] for name in HOURS if told and name in told})
        choices_of(self, "space").choices = [
            (str(one.pk), gettext("%(name)s，容纳 %(n)d 人") % {"name": one.name, "n": one.seats})
            for one in spaces
        ]
        self.fields["space"].initial = str(spaces[0].pk)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("start") and told.get("end") and told["end"] <= told["start"]:
            self.add_error("end", gettext("结束要晚于开始。"))
        return told

    @property
    def span(self) -> tuple[datetime, datetime]:
        told, zone = self.cleaned_data, timezone.get_current_timezone()
        return (
            datetime.combine(told["day"], told["start"], zone),
            datetime.combine(told["day"], told["end"], zone),
        )

    def wish(self, user: User | None) -> Wish:
        told = self.cleaned_data
        subject = f"{self.listing.title}：{told['subject']}"
        return replace(super().wish(user), seats=told["seats"], subject=subject)
