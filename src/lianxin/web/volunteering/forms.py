from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Slot
from lianxin.exchange.terms import ShiftPlan
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place, PlaceKind, User
from lianxin.volunteering.actions.calls import Call
from lianxin.volunteering.actions.helping import Profile
from lianxin.volunteering.choices import Skill, Spare
from lianxin.volunteering.models import Team, Volunteer
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of, rows_of
from lianxin.web.volunteering import words

MOST_WEEKS: Final = 26
TEL: Final = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
MOMENT: Final = "%Y-%m-%dT%H:%M"


def moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


class PlaceForm(forms.Form):
    """Narrows a public list to a place."""

    place = forms.ChoiceField(label=_("在哪里？"), required=False)

    def __init__(self, data: Any = None, *, district: District) -> None:
        super().__init__(data)
        choices_of(self, "place").choices = places.choices(district)
        self.district = district

    @property
    def chosen(self) -> Place | None:
        self.is_valid()
        code = self.cleaned_data.get("place")
        return network.place_coded(self.district.pk, code) if code else None


class SignUpForm(Keyed):
    """Which date; and who, where that is not known."""

    slot = forms.TypedChoiceField(
        label=_("哪一班？"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一班。")},
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("服务证明上用它，请写真名。"),
        error_messages={"required": _("请写您的姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        help_text=_("只给组织者，用来找您。"),
        error_messages={"required": _("请留手机号，组织者要能找到您。")},
        widget=forms.TextInput(attrs=TEL),
    )

    def __init__(self, data: Any = None, *, slots: Sequence[Slot], is_known: bool) -> None:
        super().__init__(data, initial={"slot": str(slots[0].pk)} if len(slots) == 1 else {})
        choices_of(self, "slot").choices = [(str(one.pk), _session(one)) for one in slots]
        if len(slots) == 1:
            self.fields["slot"].widget = forms.HiddenInput()
        if is_known:
            del self.fields["name"], self.fields["phone"]

    @property
    def profile(self) -> Profile | None:
        """As told; None where it is known."""
        told = self.cleaned_data
        if "name" not in told:
            return None
        language = translation.get_language() or ""
        return Profile(name=told["name"], phone=told["phone"], language=language)


def _session(slot: Slot) -> str:
    left = gettext("已满，可以排队") if slot.free < 1 else gettext("还要 %d 人") % slot.free
    return f"{words.span(slot.starts_at, slot.ends_at)} · {left}"


class HelperForm(Keyed):
    """I can help where I live."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("服务证明上用它，请写真名。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=40, required=False, widget=forms.TextInput(attrs=TEL)
    )
    place = forms.ChoiceField(label=_("住在哪里？"), required=False)
    skills = forms.MultipleChoiceField(
        label=_("能做什么？"),
        required=False,
        choices=Skill.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    spare = forms.MultipleChoiceField(
        label=_("什么时候有空？"),
        required=False,
        choices=Spare.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.CharField(
        label=_("还想说的"),
        required=False,
        max_length=200,
        help_text=_("例如：周三下午在家，会说胶东话。"),
    )
    is_open = forms.BooleanField(
        label=_("让附近的队伍和组织者找得到我"),
        required=False,
        help_text=_("只有您住处的志愿队、社区和组织单位看得到。随时可以关掉。"),
    )
    wants_calls = forms.BooleanField(label=_("他们可以打我的电话"), required=False)

    def __init__(
        self, data: Any = None, *, district: District, volunteer: Volunteer | None, name: str = ""
    ) -> None:
        super().__init__(data, initial=_told(volunteer) if volunteer else {"name": name})
        choices_of(self, "place").choices = places.choices(district)
        self.district = district

    @property
    def profile(self) -> Profile:
        told = self.cleaned_data
        code = told["place"]
        return Profile(
            name=told["name"],
            phone=told["phone"],
            place=network.place_coded(self.district.pk, code) if code else None,
            skills=told["skills"],
            spare=told["spare"],
            about=told["about"],
            is_open=told["is_open"],
            wants_calls=told["wants_calls"],
            language=translation.get_language() or "",
        )


def _told(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "name": volunteer.name or "",
        "phone": volunteer.phone or "",
        "place": volunteer.place.code if volunteer.place else "",
        "skills": volunteer.skills,
        "spare": volunteer.spare,
        "about": volunteer.about,
        "is_open": volunteer.is_open,
        "wants_calls": volunteer.wants_calls,
    }


class CodeForm(Keyed):
    """The six digits on the organiser's screen."""

    code = forms.CharField(
        label=_("现场的六位数字"),
        max_length=12,
        error_messages={"required": _("请输入现场屏幕上的六位数字。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class HereForm(Keyed):
    """Who it is, where the browser does not know: the number she signed up with."""

    phone = forms.CharField(
        label=_("报名时留的手机号"),
        max_length=40,
        error_messages={"required": _("请输入报名时留的手机号。")},
        widget=forms.TextInput(attrs=TEL),
    )


class WalkInForm(HereForm):
    """Who did not sign up and is at the door."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("服务证明上用它，请写真名。"),
        error_messages={"required": _("请写您的姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        error_messages={"required": _("请留手机号，组织者要能找到您。")},
        widget=forms.TextInput(attrs=TEL),
    )
    field_order = ("name", "phone")

    @property
    def profile(self) -> Profile:
        told = self.cleaned_data
        language = translation.get_language() or ""
        return Profile(name=told["name"], phone=told["phone"], language=language)


def _ids(of: UUID | None) -> str:
    return f"id_{of}_%s" if of else "id_%s"


class TextForm(Keyed):
    """One text that says why, what, or what is wrong."""

    text = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, data: Any = None, *, label: str, hint: str = "", of: UUID | None = None
    ) -> None:
        """`of` is the row it answers, where a page has one for each."""
        super().__init__(data, auto_id=_ids(of))
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class ManualForm(Keyed):
    minutes = forms.IntegerField(
        label=_("补记多少分钟"), min_value=1, max_value=1440, help_text=_("2 小时写 120。")
    )
    why = forms.CharField(
        label=_("为什么补记"), max_length=200, help_text=_("例如：手机没电，没签上。")
    )

    def __init__(self, data: Any = None, *, of: UUID) -> None:
        super().__init__(data, auto_id=_ids(of))


class CertificateForm(Keyed):
    issuer = forms.ChoiceField(label=_("由谁出具"), required=False)

    def __init__(self, data: Any = None, *, units: Sequence[Organisation]) -> None:
        super().__init__(data)
        choices_of(self, "issuer").choices = [
            ("", _("全部服务，由调度中心出具")),
            *((str(unit.pk), unit.name) for unit in units),
        ]


class TeamForm(forms.Form):
    about = forms.CharField(
        label=_("我们做什么"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    skills = forms.MultipleChoiceField(
        label=_("会什么"),
        required=False,
        choices=Skill.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        label=_("服务哪些地方"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_joinable = forms.BooleanField(label=_("接受加入的申请"), required=False)

    def __init__(self, data: Any = None, *, district: District, team: Team | None = None) -> None:
        initial = {
            "about": team.about, "skills": team.skills, "is_joinable": team.is_joinable,
            "areas": list(team.areas.values_list("pk", flat=True)),
        } if team else {"is_joinable": True}  # fmt: skip
        super().__init__(data, initial=initial)
        kinds = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)
        found = Place.objects.filter(district_id=district.pk, kind__in=kinds, is_active=True)
        rows_of(self, "areas").queryset = found.defer("shape").order_by("path")


class FoundForm(Keyed):
    """A new team, and who leads it."""

    name = forms.CharField(
        label=_("队伍名称"),
        max_length=120,
        help_text=_("例如：学苑社区敲门志愿队。"),
        error_messages={"required": _("请写队伍的名称。")},
    )
    place = forms.ChoiceField(
        label=_("在哪里？"), error_messages={"required": _("请选在哪个社区。")}
    )
    lead = forms.CharField(
        label=_("队长的登录名"),
        max_length=150,
        help_text=_("队长要先有账号；建好以后她自己写介绍、招队员、排班。"),
        error_messages={"required": _("请写队长的登录名。")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, district: District) -> None:
        super().__init__(data)
        choices_of(self, "place").choices = places.choices(district)
        self.district = district

    def clean_lead(self) -> User:
        named = str(self.cleaned_data["lead"]).strip()
        people = User.objects.filter(district_id=self.district.pk, is_active=True)
        found = people.filter(username=named).first()
        if found is None:
            raise forms.ValidationError(
                _("没有登录名为“%(name)s”的账号，请核对，或者先给她开一个。"),
                params={"name": named},
            )
        return found

    @property
    def told(self) -> dict[str, Any]:
        place = network.place_coded(self.district.pk, self.cleaned_data["place"])
        assert place is not None  # chosen from the list
        return {name: self.cleaned_data[name] for name in ("name", "lead")} | {"place": place}


class CallForm(Keyed):
    """A shift, or an urgent call."""

    provider = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("由哪个单位组织"), empty_label=None
    )
    is_surge = forms.BooleanField(
        label=_("紧急招募"),
        required=False,
        help_text=_("马上告诉这一片愿意被找到的志愿者；人够了或时间过了就自动结束。"),
    )
    title = forms.CharField(label=_("名称"), max_length=120)
    tasks = forms.CharField(
        label=_("做什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.ChoiceField(
        label=_("在哪里？"), error_messages={"required": _("请选在哪个社区。")}
    )
    address = forms.CharField(
        label=_("集合地点"), max_length=200, help_text=_("例如：社区服务中心一楼。")
    )
    starts_at = forms.DateTimeField(label=_("从什么时候"), widget=moment())
    ends_at = forms.DateTimeField(label=_("到什么时候"), widget=moment())
    capacity = forms.IntegerField(label=_("要几个人"), min_value=1, max_value=500)
    repeats = forms.IntegerField(
        label=_("每周一次，共几周"), min_value=1, max_value=MOST_WEEKS, initial=1
    )
    skills = forms.CharField(
        label=_("需要的技能"), required=False, max_length=200, help_text=_("用顿号隔开。")
    )
    contact = forms.CharField(label=_("联系人"), max_length=60)
    phone = forms.CharField(label=_("联系电话"), max_length=40, widget=forms.TextInput(attrs=TEL))

    def __init__(
        self, data: Any = None, *, district: District, units: Any, plan: ShiftPlan | None = None
    ) -> None:
        super().__init__(data, initial=_planned(plan) if plan else None)
        rows_of(self, "provider").queryset = units
        choices_of(self, "place").choices = places.choices(district)
        self.district = district

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("starts_at") and told.get("ends_at") and told["ends_at"] <= told["starts_at"]:
            self.add_error("ends_at", gettext("结束要晚于开始。"))
        return told

    @property
    def call(self) -> Call:
        told = self.cleaned_data
        place = network.place_coded(self.district.pk, told["place"])
        assert place is not None  # chosen from the list
        return Call(
            place=place,
            times=_weekly(told["starts_at"], told["ends_at"], told["repeats"]),
            skills=[one for one in told["skills"].replace("，", "、").split("、") if one.strip()],
            **{
                name: told[name]
                for name in (
                    "title", "tasks", "capacity", "address", "contact", "phone", "is_surge",
                )
            },
        )  # fmt: skip


def _planned(plan: ShiftPlan) -> dict[str, Any]:
    return {
        "title": str(plan.title),
        "tasks": str(plan.tasks),
        "capacity": plan.capacity,
        "skills": "、".join(plan.skills),
        "is_surge": plan.is_surge,
    }


def _weekly(starts_at: datetime, ends_at: datetime, weeks: int) -> list[tuple[datetime, datetime]]:
    return [
        (starts_at + timedelta(weeks=week), ends_at + timedelta(weeks=week))
        for week in range(weeks)
    ]
