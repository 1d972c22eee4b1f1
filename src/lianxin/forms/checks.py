"""Whether a document is a form, and in words a clerk can act on what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.forms.definition import SELECTS, Definition, Kind, read
from lianxin.forms.expressions import BadExpression, Tree, parse, references, uses_self
from lianxin.forms.words import Words
from lianxin.kernel.refusals import Refusal

Steps = tuple[str | int, ...]
Row = Mapping[str, Any]

CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
CHOICE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
MOST_QUESTIONS = 60
MOST_CHOICES = 200
LONGEST_TITLE = 120
LONGEST_LABEL = 300

EXPECTED: Mapping[str, str | Promise] = {
    "code": gettext_lazy("用大写英文字母、数字和下划线，例如 LAMP"),
    "name": gettext_lazy("用英文字母、数字和下划线，以字母开头，例如 lamps_out"),
    "choice": gettext_lazy("用英文字母、数字、下划线、点和短横线，不能有空格，例如 one_lamp"),
}


@dataclass(frozen=True)
class Mistake:
    """`where` leads to it from the top of the document."""

    where: Steps
    text: str


class BadForm(Refusal):
    """It is no form. `mistakes` says where in the document, one line each."""

    code = "bad_form"

    def __init__(self, mistakes: Sequence[Mistake], *, lines: Sequence[str] = ()) -> None:
        self.mistakes = tuple(mistakes)
        self.lines = tuple(lines) or tuple(mistake.text for mistake in mistakes)
        super().__init__("\n".join(self.lines), field="file")


def checked(document: Row) -> Definition:
    """The form that `document` holds. Raises `BadForm` with every mistake found."""
    found = list(mistakes(document))
    if found:
        raise BadForm(found)
    return read(document)


def mistakes(document: Row) -> Iterator[Mistake]:
    yield from _code(("code",), document["code"], "code", CODE)
    yield from _words(("title",), document["title"], most=LONGEST_TITLE)
    rows: Sequence[Row] = document["questions"]
    if not 0 < len(rows) <= MOST_QUESTIONS:
        text = _("一张表单有 1 到 %(most)d 个问题，这里有 %(found)d 个。")
        yield Mistake(("questions",), text % {"most": MOST_QUESTIONS, "found": len(rows)})
    yield from _lists(document)
    lists = {row["name"]: row["choices"] for row in rows if row.get("choices")}
    asked = _Asked(lists | document.get("lists", {}))
    for number, row in enumerate(rows):
        for found in asked.mistakes(row):
            yield Mistake(("questions", number, *found.where), found.text)


def _lists(document: Row) -> Iterator[Mistake]:
    names = {row["name"] for row in document["questions"] if "choices" in row}
    for name, choices in document.get("lists", {}).items():
        yield from _choices(("lists", name), choices)
        if name in names:
            text = _("选项表“%s”和一个自带选项的问题同名，请换一个名称。") % name
            yield Mistake(("lists", name), text)


class _Asked:
    """The questions so far: a condition may ask only about those before it."""

    def __init__(self, lists: Mapping[str, Sequence[Row]]) -> None:
        self.lists = lists
        self.rows: dict[str, Row] = {}

    def mistakes(self, row: Row) -> Iterator[Mistake]:
        name = row["name"]
        yield from _code(("name",), name, "name", NAME)
        if name in self.rows:
            yield Mistake(("name",), _("问题名“%s”用了不止一次。") % name)
        yield from self._kind(row)
        yield from _words(("label",), row.get("label", ""))
        for part in ("hint", "required_message", "constraint_message"):
            if part in row:
                yield from _words((part,), row[part])
        yield from self._condition("relevant", row)
        self.rows[name] = row
        yield from self._condition("constraint", row)

    def _kind(self, row: Row) -> Iterator[Mistake]:
        kind = row["type"]
        if kind not in set(Kind):
            known = "、".join(Kind)
            text = _("没有“%(kind)s”这种问题。可以用的类型：%(known)s。")
            yield Mistake(("type",), text % {"kind": kind, "known": known})
        elif kind in SELECTS:
            yield from self._chosen(row)
        elif "choices" in row or "list" in row:
            yield Mistake(("type",), _("只有 select_one 和 select_multiple 才有选项。"))
        if kind == Kind.NOTE and row.get("required"):
            yield Mistake(("required",), _("说明文字（note）不用回答，不能设为必填。"))

    def _chosen(self, row: Row) -> Iterator[Mistake]:
        name = row.get("list", row["name"])
        if not self.lists.get(name):
            yield Mistake(("type",), _("没有名为“%s”的选项表。") % name)
        elif "choices" in row:
            yield from _choices(("choices",), row["choices"])

    def _condition(self, part: str, row: Row) -> Iterator[Mistake]:
        if not row.get(part):
            return
        try:
            tree = parse(row[part])
        except BadExpression as problem:
            yield Mistake((part,), str(problem))
            return
        if part == "relevant" and uses_self(tree):
            text = _("“.”指本题自己的回答，只能写在 constraint 里。")
            yield Mistake((part,), text)
        for name in dict.fromkeys(references(tree)):
            if name not in self.rows:
                text = _("条件里的“%s”不是前面的问题。只能引用排在这一题之前的问题。")
                yield Mistake((part,), text % name)
        yield from (Mistake((part,), text) for text in self._unknown_choices(tree))

    def _unknown_choices(self, tree: Tree) -> Iterator[str]:
        """What is asked for but cannot be chosen, mostly a slip of the pen."""
        for part in tree[1:]:
            if isinstance(part, list):
                yield from self._unknown_choices(part)
        name, code = _compared(tree)
        row = self.rows.get(name)
        if code and row and row["type"] in SELECTS:
            choices = self.lists.get(row.get("list", name), ())
            if code not in {one["code"] for one in choices}:
                yield _("“%(name)s”没有代码为“%(code)s”的选项。") % {"name": name, "code": code}


def _compared(tree: Tree) -> tuple[str, str]:
    """The question and the code that the top of the tree compares."""
    is_selected = tree[:2] == ["call", "selected"]
    if not is_selected and tree[0] not in ("=", "!="):
        return "", ""
    left, right = sorted(tree[-2:], key=lambda part: str(part[0]))
    if (left[0], right[0]) != ("ref", "text"):
        return "", ""
    return left[1], right[1]


def _choices(where: Steps, rows: Sequence[Row]) -> Iterator[Mistake]:
    if len(rows) > MOST_CHOICES:
        yield Mistake(where, _("一个问题最多 %d 个选项。") % MOST_CHOICES)
    seen: set[str] = set()
    for number, row in enumerate(rows):
        here = (*where, number)
        yield from _code((*here, "code"), row["code"], "choice", CHOICE)
        yield from _words((*here, "label"), row["label"])
        if row["code"] in seen:
            yield Mistake((*here, "code"), _("选项代码“%s”用了不止一次。") % row["code"])
        seen.add(row["code"])


def _code(where: Steps, code: str, kind: str, allowed: re.Pattern[str]) -> Iterator[Mistake]:
    if not allowed.fullmatch(code):
        text = _("写的是“%(code)s”。%(expected)s。")
        yield Mistake(where, text % {"code": code[:40], "expected": EXPECTED[kind]})


def _words(
    where: Steps, value: str | Mapping[str, str], *, most: int = LONGEST_LABEL
) -> Iterator[Mistake]:
    words = Words.of(value)
    if not words.zh.strip():
        yield Mistake(where, _("缺少中文文字。"))
    if (over := max(len(words.zh), len(words.en)) - most) > 0:
        text = _("最多 %(most)d 个字，现在多了 %(over)d 个。") % {"most": most, "over": over}
        yield Mistake(where, text)
