"""The forms of what is done to several cases at once, or to one because of another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases import policy
from lianxin.cases.actions import family
from lianxin.cases.actions.family import MOST, Part
from lianxin.cases.models import Case
from lianxin.web.cases.fields import UnitField
from lianxin.web.cases.forms import Close, DeedForm, Remark, words
from lianxin.web.cases.related import may_join

SHOWN = 3  # rows; the others are folded away


class Join(DeedForm):
    """One of those that are like it, or any other by its number."""

    to = forms.ChoiceField(
        label=gettext_lazy("相似的诉求"), widget=forms.RadioSelect, required=False
    )
    other = forms.CharField(
        label=gettext_lazy("其他诉求的编号"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    note = words(label=gettext_lazy("说明"), rows=2, required=False)

    def prepare(self) -> None:
        rows = self._like()
        if not rows:
            del self.fields["to"]
            self.fields["other"].label = _("并入哪一件（编号）")
            return
        self.choose("to", [(row.ref, self._label(row)) for row in rows])

    def hint(self) -> str:
        return _("并入后一起办、一起答复。编号和查询码照常用，承诺的时限不变，随时可以拆出。")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        ref = typed.get("other") or typed.get("to") or ""
        ground = self.ground
        visible = policy.visible_to(ground.user, on=ground.today)
        found = visible.whole().filter(ref=ref.strip().upper()).first() if ref else None
        if found is None:
            missing = _("没有找到这个编号，请核对。") if ref else _("请选择一件，或输入编号。")
            self.add_error("other", missing)
        typed["into"] = found
        return typed

    def facts(self) -> dict[str, Any]:
        return {"into": self.cleaned_data["into"], "note": self.cleaned_data["note"]}

    def _like(self) -> list[Case]:
        pks = {one["id"] for one in self.ground.likes}
        rows = [row for row in self.ground.related if str(row.pk) in pks]
        return [row for row in rows if may_join(self.ground.case, row)]

    def _label(self, row: Case) -> str:
        return format_html('{} <span class="sub">{}</span>', row.subject, row.ref)


class Split(Remark):
    def hint(self) -> str:
        return _("拆出后回到待分派，单独办理；原先承诺的时限不变。")


class Merge(DeedForm):
    def hint(self) -> str:
        return _("把疑似同一件事的都并入这一件，一起办、一起答复。可以撤回。")


class Unmerge(DeedForm):
    def hint(self) -> str:
        return _("合并进来的都拆出去，回到待分派。")


class Divide(DeedForm):
    """What each unit shall do, a line each; or as the playbook has it for one event of life."""

    template_name = "cases/_divide.html"
    bundle = forms.ChoiceField(label=gettext_lazy("按“一件事”分办"), required=False)

    def prepare(self) -> None:
        bundles = self.ground.rules.bundles.values()
        if bundles:
            listed = [(one.code, str(one.label)) for one in bundles]
            self.choose("bundle", [("", _("不按，自己写")), *listed])
        else:
            del self.fields["bundle"]
        for n in self.numbers:
            self.fields[f"subject_{n}"] = forms.CharField(
                label=_("第 %d 件：办什么") % n, required=False, max_length=120
            )
            unit = UnitField(label=_("第 %d 件：交给哪个单位") % n, required=False)
            unit.units = self.ground.units
            self.fields[f"unit_{n}"] = unit

    @property
    def numbers(self) -> range:
        """Of the lines that may still be written."""
        return range(1, MOST - len(self.ground.parts) + 1)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"subject_{n}"], self[f"unit_{n}"]) for n in self.numbers[:SHOWN]]

    @property
    def more_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"subject_{n}"], self[f"unit_{n}"]) for n in self.numbers[SHOWN:]]

    @property
    def is_long(self) -> bool:
        """Whether something stands in the lines that are folded away."""
        return any(field.value() for row in self.more_rows for field in row)

    def hint(self) -> str:
        return _("每件有自己的编号和时限，办完答复主办单位；最多 %d 件。") % MOST

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        lines = [(typed.get(f"subject_{n}", ""), typed.get(f"unit_{n}")) for n in self.numbers]
        typed["parts"] = [Part(subject, unit=unit) for subject, unit in lines if subject]
        for n, (subject, unit) in enumerate(lines, 1):
            if unit and not subject:
                self.add_error(f"subject_{n}", _("请写明这个单位要办什么。"))
        if not (typed["parts"] or typed.get("bundle") or self.errors):
            self.add_error("subject_1", _("请至少写一件要办的事。"))
        return typed

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {"parts": typed["parts"], "code": typed.get("bundle", "")}


def divide(case: Case, *, parts: list[Part], code: str, **how: Any) -> None:
    """As the playbook has it, or as it was written."""
    if code:
        family.open_bundle(case, code=code, **how)
    else:
        family.divide(case, parts=parts, **how)


class CloseWhole(Close):
    def hint(self) -> str:
        refs = [part.ref for part in self.ground.parts if part.is_open]
        return _("连同没有办完的分办件（%s）一并办结。") % _("、").join(refs)
