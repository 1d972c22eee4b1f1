from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.gatherings.actions.agenda import Proposal
from lianxin.gatherings.actions.calling import Told
from lianxin.gatherings.actions.keeping import File
from lianxin.gatherings.actions.sitting import Decision, Votes
from lianxin.gatherings.models import Attendee, Meeting, Part, Series, SeriesKind
from lianxin.gatherings.states import ActionState
from lianxin.kernel.calendar import SHANGHAI
from lianxin.network.models import District, Organisation
from lianxin.web.cases.fields import UnitField, Units
from lianxin.web.challenges.forms import FilesField
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of, day_field, rows_of

WEEKS = [
    (1, _("第一个")),
    (2, _("第二个")),
    (3, _("第三个")),
    (4, _("第四个")),
    (5, _("最后一个")),
]
WEEKDAYS = [
    (0, _("星期一")), (1, _("星期二")), (2, _("星期三")), (3, _("星期四")), (4, _("星期五")),
    (5, _("星期六")), (6, _("星期日")),
]  # fmt: skip
MONTHS = [(1, _("每月")), (2, _("每两个月")), (3, _("每季度")), (6, _("每半年")), (12, _("每年"))]


def area(label: Any, most: int = 2000, *, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def unit(form: forms.Form, district_id: int, *names: str) -> None:
    """Let the fields `names` find the units of the district."""
    for name in names:
        field = form.fields[name]
        assert isinstance(field, UnitField)
        field.units = Units(district_id)


def at_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class ActionsForm(forms.Form):
    """Which tasks."""

    state = forms.ChoiceField(
        label=pgettext_lazy("action", "状态"), required=False,
        choices=[("", _("在办的")), ("LATE", _("超期的")), *ActionState.choices],
    )  # fmt: skip

    @property
    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("state") or "")


class SeriesForm(Keyed):
    name = forms.CharField(label=_("名称"), max_length=120)
    code = forms.SlugField(
        label=_("代码"), max_length=40, help_text=_("小写字母和短横，用在网址里。")
    )
    kind = forms.ChoiceField(label=_("类型"), choices=SeriesKind.choices)
    convener = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("召集单位"), empty_label=None
    )
    about = area(_("说明"), required=False)
    week = forms.TypedChoiceField(label=_("第几个星期"), choices=WEEKS, coerce=int, initial=4)
    weekday = forms.TypedChoiceField(label=_("星期几"), choices=WEEKDAYS, coerce=int, initial=4)
    months = forms.TypedChoiceField(label=_("多久一次"), choices=MONTHS, coerce=int, initial=1)
    starts = forms.TimeField(
        label=_("几点开始"), initial="09:00", widget=forms.TimeInput(attrs={"type": "time"})
    )
    minutes = forms.IntegerField(label=_("多长（分钟）"), min_value=15, max_value=720, initial=90)
    room = forms.CharField(label=_("会议室"), max_length=120, required=False)
    quorum = forms.IntegerField(label=_("法定人数"), min_value=0, max_value=500, initial=0)
    has_cases = forms.BooleanField(label=_("受理上会诉求"), required=False)
    is_public = forms.BooleanField(label=_("公开议程和决议"), required=False, initial=True)

    def __init__(self, data: Any = None, *, conveners: Any) -> None:
        super().__init__(data)
        rows_of(self, "convener").queryset = conveners

    def told(self, user: Any) -> Told:
        given = {k: v for k, v in self.cleaned_data.items() if k not in ("key", "code")}
        return Told(**given, clerk=user)


class PlanForm(Keyed):
    starts_at = at_field(_("什么时候"))
    minutes = forms.IntegerField(label=_("多长（分钟）"), min_value=15, max_value=720)

    def __init__(
        self, data: Any = None, *, starts_at: datetime | None = None, minutes: int = 90, **k: Any
    ) -> None:
        initial = {"starts_at": starts_at and starts_at.astimezone(SHANGHAI), "minutes": minutes}
        super().__init__(data, initial=initial, **k)


class ReasonForm(Keyed):
    reason = area(_("原因"), 500, rows=2)


class ReferForm(Keyed):
    to = area(_("转到哪里、谁来办"), 500, rows=2)


class NoteForm(Keyed):
    text = area(_("记录"), rows=2)


class CarryForm(Keyed):
    note = area(_("为什么留到下次"), rows=2, required=False)


class TopicForm(Keyed):
    title = forms.CharField(label=_("议题"), max_length=120)
    text = area(_("说明"), 4000, required=False)
    minutes = forms.IntegerField(label=_("用时（分钟）"), min_value=1, max_value=240, initial=10)
    presenter = forms.CharField(label=_("谁来讲"), max_length=60, required=False)

    @property
    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        about = Proposal(given["title"], given["text"], minutes=given["minutes"])
        return {"told": about, "presenter": given["presenter"], "key": given["key"]}


class ProposeForm(Keyed):
    """What came of something else is put to one of the series that one takes part in."""

    series = forms.ModelChoiceField(Series.objects.none(), label=_("哪个会议"), empty_label=None)
    title = forms.CharField(
        label=_("请会议商量什么"), max_length=120,
        error_messages={"required": _("请写想商量什么。")},
    )  # fmt: skip
    text = area(_("情况和想法"), 2000, required=False, rows=4)

    def __init__(self, data: Any = None, *, of: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "series").queryset = of

    @property
    def told(self) -> Proposal:
        return Proposal(self.cleaned_data["title"], self.cleaned_data["text"])


class SubmitForm(Keyed):
    """A topic that anybody hands in."""

    title = forms.CharField(
        label=_("想请会议商量什么"), max_length=120,
        error_messages={"required": _("请写想商量什么。")},
    )  # fmt: skip
    text = area(_("情况和想法"), 2000, required=False, rows=4)
    email = forms.EmailField(
        label=_("邮箱"), required=False,
        help_text=_("想知道结果就留一个，先收到一封确认信；议题公开，邮箱不公开。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, is_known: bool) -> None:
        super().__init__(data)
        if is_known:
            del self.fields["email"]


class InviteForm(Keyed):
    unit = UnitField(label=_("单位"), required=False)
    name = forms.CharField(label=_("或者姓名"), max_length=60, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)
    part = forms.ChoiceField(label=_("身份"), choices=Part.choices, initial=Part.GUEST)

    def __init__(self, data: Any = None, *, district: District, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        unit(self, district.pk, "unit")


class PapersForm(Keyed):
    papers = FilesField(label=_("文件"))

    @property
    def given(self) -> list[File]:
        return [File(one.name, one.size, one.content) for one in self.cleaned_data["papers"]]


class MarkForm(Keyed):
    here = forms.MultipleChoiceField(
        label=_("谁到了"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, people: Any = (), here: Any = (), **k: Any) -> None:
        super().__init__(data, initial={"here": list(here)}, **k)
        choices_of(self, "here").choices = people


class AdoptForm(Keyed):
    text = area(_("决定了什么"))
    owner = UnitField(label=_("责任单位"), required=False)
    due_on = day_field(_("哪天前办完"), required=False)
    votes_for = forms.IntegerField(label=_("赞成"), min_value=0, required=False)
    votes_against = forms.IntegerField(label=_("反对"), min_value=0, required=False)
    abstained = forms.IntegerField(label=_("弃权"), min_value=0, required=False)

    def __init__(self, data: Any = None, *, district: District, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        unit(self, district.pk, "owner")

    @property
    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        counts = [given.get(name) for name in ("votes_for", "votes_against", "abstained")]
        votes = (
            Votes(*(one or 0 for one in counts))
            if any(one is not None for one in counts)
            else None
        )
        return {
            "told": Decision(given["text"], given["owner"], given["due_on"], votes),
            "key": given["key"],
        }


class AssignForm(Keyed):
    text = area(_("交办什么"), rows=2)
    owner = UnitField(label=_("责任单位"), required=False)
    due_on = day_field(_("哪天前办完"), required=False)

    def __init__(self, data: Any = None, *, district: District, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        unit(self, district.pk, "owner")


class ReportForm(Keyed):
    text = area(_("做了什么、结果怎样"))
    papers = FilesField(label=_("照片或文件"))

    @property
    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        files = [File(one.name, one.size, one.content) for one in given["papers"]]
        return {"text": given["text"], "files": files, "key": given["key"]}


class AdmitForm(Keyed):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("列入哪次会议"), empty_label=None
    )

    def __init__(self, data: Any = None, *, meetings: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "meeting").queryset = meetings


class AnswerForm(Keyed):
    answer = forms.ChoiceField(
        label=_("您参加吗"), choices=Attendee.Answer.choices[1:], widget=forms.RadioSelect
    )
    deputy = forms.CharField(label=_("派谁代会"), max_length=60, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
