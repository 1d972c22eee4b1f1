"""Playbook files as plain values, with the line each of them stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

FOLDER = Path(__file__).parent
Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake, in words for the person who writes the file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class BadPlaybook(ValueError):
    """The file is no playbook; `problems` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Document:
    """`value` is plain: dicts, lists, strings, numbers. `lines` tells where each part begins."""

    file: str
    value: Any
    lines: Mapping[Steps, int]

    def line(self, steps: Steps) -> int:
        """The line of this part, or of the nearest one around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def problem(self, steps: Steps, text: str) -> Problem:
        return Problem(self.file, self.line(steps), text)


def shipped() -> list[str]:
    """The names of the playbooks that come with the product."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "schema")


def find(name_or_path: str | Path) -> Path:
    """The file of a shipped playbook, or the path itself. Raises `BadPlaybook` when neither is."""
    named = FOLDER / f"{name_or_path}.yaml"
    path = named if str(name_or_path) in shipped() else Path(name_or_path)
    if not path.is_file():
        text = _("没有这个文件，也没有这个名称的手册。自带的手册有：%s。") % "、".join(shipped())
        raise BadPlaybook([Problem(str(name_or_path), 1, text)])
    return path


def read(path: Path) -> Document:
    """Raises `BadPlaybook` when the file is no YAML."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, _written: int) -> Document:
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        text = _("文件编码不是 UTF-8。请在编辑器里另存为 UTF-8。")
        raise BadPlaybook([Problem(path.name, line, text)]) from error
    except YAMLError as error:
        raise BadPlaybook([syntax(path.name, error)]) from error
    return Document(path.name, plain(tree), dict(lines_of(tree, (), 1)))


def syntax(name: str, error: YAMLError) -> Problem:
    """What is wrong with the writing of the file `name`."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = error.problem if isinstance(error, MarkedYAMLError) else str(error)
    text = _("YAML 写法有误：%s。请检查缩进、冒号后的空格和引号。") % " ".join(str(what).split())
    return Problem(name, mark.line + 1 if mark else 1, text)


def plain(tree: Any) -> Any:
    """Without what `ruamel.yaml` remembers of the way it was written."""
    if isinstance(tree, Mapping):
        return {str(key): plain(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [plain(value) for value in tree]
    if isinstance(tree, date):
        return tree.isoformat()
    for kind in (bool, int, float, str):
        if isinstance(tree, kind):
            return kind(tree)
    return tree


def _position(tree: Any) -> Any:
    """Where the reader found the entries of `tree`."""
    return tree.lc


def lines_of(tree: Any, steps: Steps, line: int = 1) -> Iterator[tuple[Steps, int]]:
    """The line of each part of `tree`, as `ruamel.yaml` has read it, below `steps`."""
    yield steps, line
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            own = _position(tree).key(key)[0] + 1
            yield from lines_of(value, (*steps, str(key)), own)
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            own = _position(tree).item(number)[0] + 1
            yield from lines_of(value, (*steps, number), own)
