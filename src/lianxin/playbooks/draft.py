"""A part of a playbook as somebody writes it on a page, checked against the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from lianxin.network.models import District
from lianxin.playbooks import checks, document, export
from lianxin.playbooks.document import BadPlaybook, Document, Problem, Steps

HERE: Steps = ("cases", "routing")
NAME = "routing"


class _Part(Document):
    """Of mistakes elsewhere in the playbook, this part is not to blame."""

    def problem(self, steps: Steps, text: str) -> Problem:
        is_here = steps[: len(HERE)] == HERE
        return Problem(self.file if is_here else "", self.line(steps), text)


def rules(district: District, text: str) -> list[Mapping[str, Any]]:
    """The rules of routing in `text`, as the playbook would hold them. Raises `BadPlaybook` with
    the lines of `text`."""
    try:
        tree = YAML(typ="rt").load(text) or []
        found = document.plain(tree)
    except YAMLError as error:
        raise BadPlaybook([document.syntax(NAME, error)]) from error
    except RecursionError as error:
        problem = Problem(NAME, 1, _("嵌套太深，或者引用了自己。请按工作手册的写法改。"))
        raise BadPlaybook([problem]) from error
    rows = found.get("routing", found) if isinstance(found, dict) else found
    book = export.book_of(district)
    book["cases"] = {**book["cases"], "routing": rows}
    try:
        checks.check(_Part(NAME, book, dict(document.lines_of(_rows(tree), HERE))))
    except BadPlaybook as bad:
        ours = [problem for problem in bad.problems if problem.file]
        if ours:
            raise BadPlaybook(ours) from bad
    return list(rows)


def written(district: District) -> str:
    """The rules in force, as one would write them."""
    return export.dump(export.book_of(district)["cases"].get("routing", []))


def _rows(tree: Any) -> Any:
    return tree.get("routing", tree) if isinstance(tree, dict) else tree
