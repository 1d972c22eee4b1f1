from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lianxin.challenges.actions.applying import LIMITS, MOST_FILES, Told
from lianxin.challenges.models import Application, Challenge
from lianxin.exchange.actions.claiming import Who
from lianxin.network.models import Organisation, User
from lianxin.papers.files import LARGEST, File
from lianxin.web.me.forms import Keyed
from lianxin.web.money import YuanField
from lianxin.web.shell.forms import choices_of, rows_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    style = "file"

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, _data: Any, files: Any, name: str) -> bool:
        return name not in files


class FilesField(forms.Field):
    """Cleans to a list of `File`. What is in them, the action finds out."""

    widget = FilesInput

    def __init__(self, *, label: Words, help_text: Words = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False)

    def clean(self, value: Sequence[UploadedFile[Any]]) -> list[File]:
        if len(value) > MOST_FILES:
            raise forms.ValidationError(_("最多上传 %d 个文件，请去掉几个。") % MOST_FILES)
        for file in value:
            if (file.size or 0) > LARGEST:
                raise forms.ValidationError(_("文件“%s”超过 20 MB，请压缩后再传。") % file.name)
        return [File(str(f.name), f.size or 0, cast("BinaryIO", f)) for f in value]


class AskForm(Keyed):
    text = forms.CharField(
        label=gettext_lazy("您的问题"),
        max_length=1000,
        help_text=gettext_lazy("问题和答复都公开，不写是谁问的。请不要写自己的姓名和电话。"),
        error_messages={"required": gettext_lazy("请写下您的问题。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApplyForm(Keyed):
    """Who would do it, and how. Files cannot be kept when something is wrong; texts are."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("以哪个单位的名义"),
        required=False,
        empty_label=gettext_lazy("不以单位的名义"),
    )
    team = forms.CharField(
        label=gettext_lazy("团队或单位名称"),
        max_length=LIMITS["team"],
        error_messages={"required": gettext_lazy("请写团队或单位的名称。")},
    )
    members = forms.CharField(
        label=gettext_lazy("有哪些人，各做什么？"),
        max_length=LIMITS["members"],
        error_messages={"required": gettext_lazy("请写有哪些人、各做什么。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    plan = forms.CharField(
        label=gettext_lazy("打算怎么做？"),
        max_length=LIMITS["plan"],
        help_text=gettext_lazy("办法、时间安排、要多少钱、以前做过什么。"),
        error_messages={"required": gettext_lazy("请写打算怎么做。")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    files = FilesField(  # type: ignore[assignment]  # a field; the form's own files stay
        label=gettext_lazy("材料"),
        help_text=gettext_lazy("最多 6 个，PDF、Word、Excel、PPT 或图片，每个 20 MB 以内。"),
    )
    name = forms.CharField(
        label=gettext_lazy("联系人"),
        max_length=60,
        error_messages={"required": gettext_lazy("请写联系人。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=40,
        error_messages={"required": gettext_lazy("请留手机号，有结果要联系您。")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("电子邮箱"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("填了就把结果和理由发到这里。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["organisation"]
        else:
            rows_of(self, "organisation").queryset = units

    def told(self, user: User | None) -> Told:
        given = self.cleaned_data
        return Told(
            team=given["team"],
            members=given["members"],
            plan=given["plan"],
            organisation=given.get("organisation"),
            who=Who(
                name=given["name"],
                phone=given["phone"],
                email=given["email"],
                language=get_language() or "",
                user=user,
            ),
        )


class DeclareForm(Keyed):
    text = forms.CharField(
        label=gettext_lazy("是什么利益关系"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("例如：同一个课题组、亲属、近三年一起申报过项目。"),
    )


class ScoreForm(Keyed):
    """One field a criterion, and a word for the team."""

    text = forms.CharField(
        label=gettext_lazy("评语"),
        max_length=2000,
        help_text=gettext_lazy("好在哪里，差在哪里。发榜单位写理由时要用。"),
        error_messages={"required": gettext_lazy("请写评语，申请人落选时要知道为什么。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in challenge.criteria:
            self.fields[one["code"]] = forms.IntegerField(
                label=_("%(name)s（0 到 %(most)d 分）")
                % {"name": one["label"], "most": one["most"]},
                min_value=0,
                max_value=one["most"],
            )
        self.codes = [one["code"] for one in challenge.criteria]
        self.order_fields([*self.codes, "text"])

    @property
    def points(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code in self.codes}


class AnswerForm(Keyed):
    text = forms.CharField(
        label=gettext_lazy("答复"),
        max_length=2000,
        error_messages={"required": gettext_lazy("请写下答复。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppointForm(Keyed):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("评审人"),
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选评审人。")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "user").queryset = people


class DecideForm(Keyed):
    """A reason for each application of the round, and who goes on or wins."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("进入下一轮的"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    winner = forms.ChoiceField(
        label=gettext_lazy("揭榜单位"), required=False, widget=forms.RadioSelect
    )
    decide_on = forms.DateField(
        label=gettext_lazy("下一轮的评审决定日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = forms.CharField(
        label=gettext_lazy("流榜的原因（只在流榜时写，公开）"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, challenge: Challenge, standing: Sequence[Application], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        choices = [(str(one.pk), one.team) for one in standing]
        if challenge.round < challenge.rounds:
            del self.fields["winner"]
            choices_of(self, "chosen").choices = choices
        else:
            del self.fields["chosen"], self.fields["decide_on"]
            choices_of(self, "winner").choices = choices
        for one in standing:
            self.fields[_reason(one)] = forms.CharField(
                label=_("“%s”的理由") % one.team,
                required=False,
                max_length=2000,
                help_text=_("原样发给这个申请人。"),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        names = [name for name in ("winner", "chosen", "decide_on") if name in self.fields]
        self.order_fields([*names, *(_reason(one) for one in standing), "note"])

    @property
    def reasons(self) -> dict[UUID, str]:
        return {one.pk: self.cleaned_data[_reason(one)] for one in self.standing}

    def picked(self, name: str) -> list[Application]:
        told = self.cleaned_data[name]
        wanted = told if isinstance(told, list) else [told]
        return [one for one in self.standing if str(one.pk) in wanted]


def _reason(application: Application) -> str:
    return f"reason-{application.pk}"


class MilestoneForm(Keyed):
    title = forms.CharField(label=gettext_lazy("阶段"), max_length=120)
    text = forms.CharField(label=gettext_lazy("要交什么"), max_length=500, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("完成日期"), widget=forms.DateInput(attrs={"type": "date"})
    )
    pay = YuanField(label=gettext_lazy("约定支付（元）"), required=False)


class AcceptForm(Keyed):
    paid = YuanField(label=gettext_lazy("已支付（元）"), required=False)
    paid_on = forms.DateField(
        label=gettext_lazy("支付日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class PayForm(AcceptForm):
    paid = YuanField(label=gettext_lazy("已支付（元）"))


class NoteForm(Keyed):
    note = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=500,
        error_messages={"required": gettext_lazy("请写明原因。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DismissForm(NoteForm):
    note = forms.CharField(
        label=gettext_lazy("为什么不再请这位评审人"),
        max_length=500,
        help_text=gettext_lazy("对方会看到。已经打的分保留。"),
        error_messages={"required": gettext_lazy("请写明原因，对方会看到。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReportForm(Keyed):
    text = forms.CharField(
        label=gettext_lazy("做成了什么？"),
        max_length=4000,
        error_messages={"required": gettext_lazy("请写明做成了什么。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = FilesField(  # type: ignore[assignment]  # a field; the form's own files stay
        label=gettext_lazy("证明材料"),
        help_text=gettext_lazy("检测报告、照片、验收单。最多 6 个，每个 20 MB 以内。"),
    )
