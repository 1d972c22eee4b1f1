from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.casebook.actions.writing import Wording
from lianxin.casebook.models import ANSWER, PROBLEM, TITLE, Article, Collection, Column
from lianxin.cases.rules import Rules
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Place, PlaceKind
from lianxin.web.shell.forms import choices_of, rows_of

APPLIES = (PlaceKind.STREET, PlaceKind.COMMUNITY)


class Keyed(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"key": new_id()} | kwargs.pop("initial", {}), **kwargs)

    def refuse(self, refusal: Refusal) -> None:
        """Show `refusal` beside the field it is about, else above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("想问什么"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    class_code = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)


class CaseForm(Keyed):
    """One tap on the page of a case."""


class NoteForm(Keyed):
    """A deed with a reason."""

    note = forms.CharField(
        label=_("说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, data: Any = None, *, verb: str, label: Any = "", required: bool = True
    ) -> None:
        super().__init__(data, auto_id=f"{verb}_%s")
        self.fields["note"].required = required
        if label:
            self.fields["note"].label = label
        if not required:
            del self.fields["note"]


class IssueForm(Keyed):
    """To which series the answer is added: `column` or `book`."""

    to = forms.ModelChoiceField(Column.objects.none(), label=_("加到"), empty_label=None)

    def __init__(
        self, data: Any = None, *, series: type[Column] | type[Collection], district_id: int
    ) -> None:
        super().__init__(data, auto_id=f"{series.__name__.lower()}_%s")
        rows_of(self, "to").queryset = series.objects.filter(district_id=district_id).order_by(
            "title"
        )


class SeriesForm(Keyed):
    title = forms.CharField(label=_("名称"), max_length=60)
    slug = forms.SlugField(
        label=_("网址名"),
        max_length=40,
        help_text=_("写进网址的几个小写字母，定了就不要改，例如 learn。"),
    )
    intro = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ArticleForm(Keyed):
    title = forms.CharField(
        label=_("标题"),
        max_length=TITLE,
        help_text=_("像居民会问的那样说，例如：路灯不亮怎么办？"),
    )
    class_code = forms.ChoiceField(label=_("类别"), required=False)
    problem = forms.CharField(
        label=_("遇到什么"),
        max_length=PROBLEM,
        help_text=_("什么情况适用，不写姓名、电话、门牌号。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer = forms.CharField(
        label=_("怎么办"),
        max_length=ANSWER,
        help_text=_("一步一行：先做什么、找谁、要多久、办不成怎么办。"),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("适用范围"), required=False, empty_label=_("全区")
    )
    kind = forms.ChoiceField(label=_("适用对象"), required=False)
    note = forms.CharField(
        label=_("改了什么"),
        required=False,
        max_length=200,
        help_text=_("会写进公开的版本记录。"),
    )

    def __init__(
        self, data: Any = None, *, rules: Rules, district_id: int, article: Article | None = None
    ) -> None:
        super().__init__(data, initial=_words(article))
        classes = [(one.code, str(one.label)) for one in rules.classes.values()]
        kinds = [(one.code, str(one.label)) for one in rules.kinds.values()]
        choices_of(self, "class_code").choices = [("", _("还没有选")), *classes]
        choices_of(self, "kind").choices = [("", _("所有人")), *kinds]
        places = Place.objects.filter(
            district_id=district_id, kind__in=APPLIES, is_active=True
        ).defer("shape")
        rows_of(self, "place").queryset = places.order_by("path")
        if article is None or article.state != "PUBLISHED":
            del self.fields["note"]

    @property
    def wording(self) -> Wording:
        values = self.facts()
        values.pop("note", None)
        return Wording(**{n: self._plain(v) for n, v in values.items()})

    @staticmethod
    def _plain(value: Any) -> Any:
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _words(article: Article | None) -> dict[str, Any]:
    if article is None:
        return {}
    names = ("title", "class_code", "problem", "answer", "kind")
    return {name: getattr(article, name) for name in names} | {"place": article.place_id}
