"""Say in words when a question is to be answered, for who has no scripts that show and hide it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lianxin.forms.definition import Question
from lianxin.forms.expressions import Tree


def when_of(tree: Tree, asked: Mapping[str, Question]) -> str:
    """In the simple cases the very condition; else that it is not always to be answered."""
    name, code = _chosen(tree)
    question = asked.get(name)
    if question is None:
        return _("不适用就空着。")
    return _("只在“%(question)s”选了“%(choice)s”时回答。") % {
        "question": question.label,
        "choice": question.label_of(code),
    }


def _chosen(tree: Tree) -> tuple[str, str]:
    """The question and the choice that the condition is about, if that is all it says."""
    is_plain = tree[0] == "=" or tree[:2] == ["call", "selected"]
    if not is_plain:
        return "", ""
    left, right = tree[-2:]
    return (left[1], right[1]) if (left[0], right[0]) == ("ref", "text") and right[1] else ("", "")
