from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeAlias, TypeVar, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxin.cases import answered
from lianxin.cases.actions.intake import MAX_TEXT, Contact, Report
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, Solved
from lianxin.cases.rules import Rules
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Place
from lianxin.web.me import places
from lianxin.web.questions.asking import PREFIX, Questions, asked_of
from lianxin.web.respond import status_of
from lianxin.web.shell.forms import Rating, Tiles, choices_of
from lianxin.web.uploads import PhotosField

T = TypeVar("T")
SHORTEST_PHONE, LONGEST_PHONE = 5, 20
Files: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"


@dataclass(frozen=True)
class Done(Generic[T]):
    """A deed was done, and this came of it."""

    made: T


class Keyed(forms.Form):
    """A form whose key is made with the page, so that sending it twice does it once. A page that
    shows it answers with its `status`."""

    key = forms.UUIDField(widget=forms.HiddenInput(attrs={"id": False}))  # a page has many
    status: int = HTTPStatus.OK

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_id()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def refuse(self, refusal: Refusal) -> None:
        """Show `refusal` beside the field it is about, else above the form."""
        known = refusal.field in self.fields
        self.add_error(refusal.field if known else None, refusal.message)

    def attempt(self, act: Callable[[], T]) -> Done[T] | None:
        """Do `act`, where the form was sent and is whole. None where it was not, or where the
        domain says no: then the form has to be shown, with what is wrong beside its fields."""
        if not self.is_bound:
            return None
        if not self.is_valid():
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
            return None
        try:
            return Done(act())
        except Refusal as refusal:
            self.refuse(refusal)
            self.status = status_of(refusal)
            return None

    def renew(self) -> None:
        """Carry a fresh key: what is written now is another thing than what was sent."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("key")] = str(new_id())
        self.data = data


class PlaceField(forms.ChoiceField):
    """Needed, unless a point says where: the form finds that out."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class ReportForm(Keyed):
    """What happened, where, and how to reach the person. `place` is given when a card says it."""

    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("发生了什么？"),
        help_text=_("一两句话就可以，最多 4000 字。请不要写身份证号。"),
        error_messages={"required": _("请写下发生了什么，一两句话就可以。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(help_text=_("最多 6 张。照片里的拍摄位置会先删掉。"))
    place = PlaceField(
        label=_("在哪里？"),
        help_text=_("说不清也没关系，选最接近的一项。"),
    )
    address = forms.CharField(
        label=_("具体位置"),
        required=False,
        max_length=200,
        help_text=_("例如：3 号楼东侧、菜场北门。"),
    )
    class_code = forms.ChoiceField(label=_("哪一类问题？"), required=False, widget=Tiles)
    phone = forms.CharField(
        label=_("手机号"),
        required=False,
        max_length=40,
        help_text=_("只给办理这件事的单位联系您。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=_("怎么称呼您"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("这个邮箱地址不完整，请核对，或者留空。")},
        help_text=_("填了就把编号和每一步进展发到这里。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    wants_privacy = forms.BooleanField(
        label=_("不让办理的单位知道我是谁"),
        required=False,
        help_text=_("只有调度中心看得到您的姓名和电话。单位有事问您，会写在您的查询页面上。"),
    )
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    longitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    joins = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    bundle = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Files | None = None,
        *,
        district: District,
        rules: Rules,
        kind: str = "",
        place: Place | None = None,
        class_code: str = "",
        bundle: str = "",
    ) -> None:
        asked = str(data.get("bundle", "")) if data else bundle
        self.bundle_code = asked if asked in rules.bundles else ""
        wanted = str(data.get("kind", "")) if data else kind
        self.kind_code = wanted if wanted in rules.kinds else rules.default_kind
        super().__init__(data, files, initial=self._first(rules))
        self.district, self.card_place = district, place
        classes = rules.classes_of(self.kind_code)
        tiles = choices_of(self, "class_code")
        tiles.choices = [*((c.code, str(c.label)) for c in classes), ("", _("说不清"))]
        tiles.widget.icons = {c.code: c.icon for c in classes} | {"": "circle-question-mark"}
        if place is None:
            choices_of(self, "place").choices = places.choices(district)
        else:
            del self.fields["place"]
        chosen = str(data.get("class_code", "")) if data else class_code
        self.questions = Questions(self, asked_of(district.pk, chosen))

    def _first(self, rules: Rules) -> dict[str, str]:
        if not self.bundle_code:
            return {"kind": self.kind_code}
        text = str(_("我要办：%s。")) % rules.bundles[self.bundle_code].label
        return {"kind": self.kind_code, "bundle": self.bundle_code, "text": text}

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if (over := len(text) - MAX_TEXT) > 0:
            message = _("内容最多 %(most)d 字，现在多了 %(over)d 字。请删去一些，或分两次反映。")
            raise forms.ValidationError(message % {"most": MAX_TEXT, "over": over})
        return text

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        digits = privacy.normalise_phone(phone)
        if phone and not SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE:
            raise forms.ValidationError(_("这个号码不像电话号码，请核对，或者留空。"))
        return phone

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        lon, lat = values.get("longitude"), values.get("latitude")
        values["point"] = (lon, lat) if lon is not None and lat is not None else None
        self.questions.clean()
        try:
            values["where"] = self._where()
        except Refusal as refusal:
            self.refuse(refusal)
        return values

    def _where(self) -> Place | None:
        if self.card_place:
            return self.card_place
        code, point = self.cleaned_data.get("place"), self.cleaned_data["point"]
        chosen = (
            Place.objects.filter(district_id=self.district.pk, code=code, is_active=True).first()
            if code
            else None
        )
        seen = None
        if point:
            try:
                seen = places.at_point(self.district, *point)
            except Refusal:
                if chosen is None:
                    raise
        where = places.settle(chosen, seen)
        if where is None and "place" not in self.errors:
            raise Refusal(str(_("请选择问题发生的地点。")), field="place")
        if where == chosen and seen != chosen:
            self.cleaned_data["point"] = None  # she reports from somewhere else
        return where

    @property
    def report(self) -> Report:
        """What `intake.open_case` takes, of a valid form."""
        values = self.cleaned_data
        lon, lat = values["point"] or (None, None)
        return Report(
            text=values["text"],
            place=values["where"],
            address=values["address"],
            lon=lon,
            lat=lat,
            kind=self.kind_code,
            class_code=values["class_code"],
            contact=Contact(
                name=values["name"],
                phone=values["phone"],
                email=values["email"],
                wants_privacy=values["wants_privacy"],
                language=get_language() or "",
            ),
            photos=values["photos"],
            answers=values["answers"],
            joins=values["joins"],
            bundle=self.bundle_code,
        )


class TrackForm(forms.Form):
    ref = forms.CharField(
        label=_("编号"),
        max_length=20,
        help_text=_("例如 LX-26-00042。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        help_text=_("提交时给您的 20 位字母和数字，横线和大小写都不要紧。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


class SupplyForm(Keyed):
    """More about `case`. What was answered when it was filed can be put right with it."""

    note = forms.CharField(
        label=_("您的补充"),
        max_length=2000,
        error_messages={"required": _("请写下要补充的内容。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        given = answered.given(case)
        asked = asked_of(case.district_id, case.class_code) if given else None
        values = given.values if given and asked and asked.code == given.form else {}
        kwargs["initial"] = {PREFIX + name: value for name, value in values.items()}
        super().__init__(*args, **kwargs)
        self.given = values
        self.fields["note"].required = not values
        self.questions = Questions(self, asked if values else None)

    def clean(self) -> dict[str, Any]:
        self.questions.clean()
        values = self.cleaned_data
        is_as_before = values["answers"] in (None, self.given)
        if is_as_before and not values.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", str(_("请写下要补充的内容。")))
        return values


class WithdrawForm(Keyed):
    note = forms.CharField(
        label=_("为什么不用办了"), required=False, max_length=500, widget=forms.TextInput
    )


class ForbidForm(Keyed):
    note = forms.CharField(
        label=_("为什么不同意"), required=False, max_length=500, widget=forms.TextInput
    )


FACES = {"YES": "smile", "PARTLY": "meh", "NO": "frown"}
MARKS = [("1", _("很差")), ("2", _("较差")), ("3", _("一般")), ("4", _("较好")), ("5", _("很好"))]


class RateForm(Keyed):
    """Only `solved` is asked for; the playbook's dimensions are for who wants to say more."""

    solved = forms.ChoiceField(
        label=_("问题解决了吗？"),
        choices=Solved.choices,
        widget=Rating(icons=FACES),
        error_messages={"required": _("请选择问题是否解决。")},
    )
    comment = forms.CharField(
        label=_("想说的话"),
        required=False,
        max_length=1000,
        help_text=_("没有解决的，请写明还差什么。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    was_contacted = forms.TypedChoiceField(
        label=_("办理中有人及时联系您吗？"),
        required=False,
        choices=[("yes", _("有")), ("no", _("没有"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dimensions = list(rules.dimensions)
        for code, dimension in rules.dimensions.items():
            self.fields[f"score_{code}"] = forms.TypedChoiceField(
                label=str(dimension.label),
                required=False,
                choices=MARKS,
                coerce=int,
                empty_value=None,
                widget=Rating,
            )

    @property
    def details(self) -> list[forms.BoundField]:
        return [self["was_contacted"], *(self[f"score_{code}"] for code in self.dimensions)]

    @property
    def verdict(self) -> Verdict:
        values = self.cleaned_data
        scores = {code: values[f"score_{code}"] for code in self.dimensions}
        return Verdict(
            solved=values["solved"],
            was_contacted=values["was_contacted"],
            scores={code: score for code, score in scores.items() if score},
            comment=values["comment"],
        )
