"""Conditions of forms: the part of XPath that XLSForm's `relevant` and `constraint` need.

`parse` gives a tree of plain lists, which goes to the browser as JSON; `frontend/js/relevant.js`
gives the same answers there. Nothing is ever handed to `eval`.

    ["text", "x"]  ["number", 3]  ["ref", "question"]  ["self"]
    ["and", a, b]  ["=", a, b]  ["-", a]  ["call", "selected", a, b]  …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

Tree = list[Any]

LONGEST = 1000
DEEPEST = 20
TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<text>'[^']*'|"[^"]*")
      | \$\{\s*(?P<ref>[^}\s]+)\s*\}
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)
      | (?P<sign><=|>=|!=|[=<>+*(),.-])
    )""",
    re.VERBOSE,
)
ARGUMENTS: dict[str, range] = {
    "selected": range(2, 3),
    "count-selected": range(1, 2),
    "not": range(1, 2),
    "boolean": range(1, 2),
    "true": range(1),
    "false": range(1),
    "number": range(1, 2),
    "string": range(1, 2),
    "string-length": range(1, 2),
    "contains": range(2, 3),
    "starts-with": range(2, 3),
    "regex": range(2, 3),
    "today": range(1),
    "now": range(1),
    "if": range(3, 4),
}
LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)
UNBOUNDED = re.compile(r"[*+]|\{\d+,\}")


class BadExpression(ValueError):
    """The message says what cannot be read, and what can."""


def parse(written: str) -> Tree:
    """The tree of an expression. Raises `BadExpression`."""
    if len(written) > LONGEST:
        raise BadExpression(_("条件太长，最多 %d 个字符。") % LONGEST)
    reader = _Reader(list(_tokens(written)))
    tree = reader.expression()
    if reader.kind != "end":
        raise BadExpression(_("“%s”出现在这里读不懂，前面可能少了 and 或 or。") % reader.value)
    return tree


def references(tree: Tree) -> Iterator[str]:
    """The questions that the tree asks about."""
    if tree[0] == "ref":
        yield tree[1]
    for part in tree[1:]:
        if isinstance(part, list):
            yield from references(part)


def uses_self(tree: Tree) -> bool:
    parts = (part for part in tree[1:] if isinstance(part, list))
    return tree[0] == "self" or any(uses_self(part) for part in parts)


def _tokens(written: str) -> Iterator[tuple[str, str]]:
    at, text = 0, written.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise BadExpression(_unreadable(text[at:].lstrip()))
        kind = str(found.lastgroup)
        yield kind, found[kind]
        at = found.end()
    yield "end", ""


def _unreadable(rest: str) -> str:
    if rest[0] in "“”‘’，（）＝":
        return _("“%s”是中文标点，条件里请用英文标点。") % rest[0]
    if rest[0] in "'\"":
        return _("引号只有一半，请补上另一半。")
    return _("从“%s”起读不懂。") % rest[:20]


class _Reader:
    """Reads an expression from the loosest binding to the tightest."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def value(self) -> str:
        return self.tokens[self.at][1]

    def next(self) -> str:
        value = self.value
        self.at += 1
        return value

    def expect(self, sign: str) -> None:
        if self.value != sign:
            found = self.value or _("结尾")
            raise BadExpression(
                _("这里应是“%(wanted)s”，写的是“%(found)s”。") % {"wanted": sign, "found": found}
            )
        self.next()

    def expression(self, level: int = 0) -> Tree:
        if level == 0:
            self.depth += 1
            if self.depth > DEEPEST:
                raise BadExpression(_("括号套得太深，最多 %d 层。") % DEEPEST)
        tree = self.tighter(level)
        while self.kind in ("sign", "name") and self.value in LEVELS[level]:
            tree = [self.next(), tree, self.tighter(level)]
        if level == 0:
            self.depth -= 1
        return tree

    def tighter(self, level: int) -> Tree:
        return self.expression(level + 1) if level + 1 < len(LEVELS) else self.unary()

    def unary(self) -> Tree:
        if self.kind == "sign" and self.value == "-":
            self.next()
            return ["-", self.primary()]
        return self.primary()

    def primary(self) -> Tree:
        kind, value = self.kind, self.next()
        if kind == "number":
            return ["number", float(value) if "." in value else int(value)]
        if kind == "text":
            return ["text", value[1:-1]]
        if kind == "ref":
            return ["ref", value]
        if kind == "name":
            return self.call(value)
        return self.bracketed(value)

    def bracketed(self, sign: str) -> Tree:
        if sign == ".":
            return ["self"]
        if sign != "(":
            found = sign or _("结尾")
            raise BadExpression(_("这里应是一个值或 ${问题名}，写的是“%s”。") % found)
        tree = self.expression()
        self.expect(")")
        return tree

    def call(self, name: str) -> Tree:
        if name not in ARGUMENTS:
            raise BadExpression(
                _("不认识“%(name)s”。可以用的函数：%(known)s。问题写作 ${问题名}，文字加引号。")
                % {"name": name, "known": "、".join(f"{known}()" for known in ARGUMENTS)}
            )
        arguments = self.arguments()
        if len(arguments) not in ARGUMENTS[name]:
            raise BadExpression(
                _("%(name)s() 要 %(wanted)d 个参数，写了 %(found)d 个。")
                % {"name": name, "wanted": ARGUMENTS[name][0], "found": len(arguments)}
            )
        if name == "regex":
            _require_pattern(arguments[1])
        return ["call", name, *arguments]

    def arguments(self) -> list[Tree]:
        self.expect("(")
        found: list[Tree] = []
        while self.value != ")" or self.kind != "sign":
            if found:
                self.expect(",")
            found.append(self.expression())
        self.next()
        return found


def _require_pattern(tree: Tree) -> None:
    """A pattern is written out, and cannot be made to search for ages: in what repeats without
    limit nothing may repeat."""
    if tree[0] != "text":
        raise BadExpression(_("regex() 的第二个参数要是写明的文字。"))
    pattern = str(tree[1])
    try:
        re.compile(pattern)
    except (re.error, RecursionError) as error:
        raise BadExpression(_("正则表达式“%s”有误。") % pattern) from error
    if _repeats_repeated(pattern):
        raise BadExpression(_("正则表达式“%s”里有重复套重复，请写得简单些。") % pattern)


def _repeats_repeated(pattern: str) -> bool:
    """Whether a group that holds a repeat or a choice is itself repeated."""
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]", "x", pattern)
    holds: list[bool] = [False]
    closed = False  # whether the last sign closed a group that holds a repeat or a choice
    for at, sign in enumerate(plain):
        repeats = bool(UNBOUNDED.match(plain, at)) or sign == "{"
        if repeats and closed:
            return True
        closed = False
        if sign == "(":
            holds.append(False)
        elif sign == ")" and len(holds) > 1:
            closed = holds.pop()
            holds[-1] = holds[-1] or closed
        elif repeats or sign == "|":
            holds[-1] = True
    return False
