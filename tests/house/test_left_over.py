"""Nothing is left over: what is written down is read by somebody."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lianxin"
STYLES = sorted((ROOT / "frontend" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "frontend" / "js").rglob("*.js"))
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
OTHERS = ("htmx-", "leaflet-")  # classes that a library gives
BY_NAME = ("account/", "allauth/", "mfa/", "socialaccount/", "usersessions/", "outbox/")
"""Templates that a package asks for by its own name, and the wording of each kind of message."""
STATUS = re.compile(r"\d{3}(_csrf)?\.html")
FRAMEWORK = ("settings.py", "apps.py", "__init__.py", "network/wecom/")
"""Names that Django, allauth or the build ask for."""
FOR_TESTS = {"playbooks/demo/copies.py: NOT_COPIED"}


@cache
def _modules() -> dict[Path, str]:
    return {p: p.read_text() for p in SOURCE.rglob("*.py") if "migrations" not in p.parts}


@cache
def _templates() -> dict[str, str]:
    """Each by the name it is asked for, without what its comments say."""
    comment = re.compile(r"{% comment.*?endcomment %}", re.DOTALL)
    return {
        str(path.relative_to(folder)): comment.sub("", path.read_text())
        for folder in SOURCE.rglob("templates")
        for path in folder.rglob("*.*")
    }


@cache
def _words() -> Counter[str]:
    bench = [path.read_text() for path in (ROOT / "bench").rglob("*.py")]
    return Counter(
        word
        for text in [*_modules().values(), *_templates().values(), *bench]
        for word in re.findall(r"\w+", text)
    )


def _named() -> Iterator[tuple[str, str]]:
    """What modules hold, and what the values they pass on have: where it stands, and its name.
    What is decorated is called by whoever its decorator told."""
    for path, text in _modules().items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                names = _fields(node) if node.decorator_list else [node.name]
            elif isinstance(node, ast.FunctionDef):
                names = [] if node.decorator_list else [node.name]
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                names = _assigned(node)
            else:
                continue
            yield from ((f"{path.relative_to(SOURCE)}: {name}", name) for name in names)


def _fields(node: ast.ClassDef) -> list[str]:
    return [
        name for each in node.body if isinstance(each, ast.AnnAssign) for name in _assigned(each)
    ]


def _assigned(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [each.id for each in targets if isinstance(each, ast.Name)]


def test_what_has_a_name_is_used() -> None:
    once = {where for where, name in _named() if _words()[name] == 1}

    own = {where for where in once if not any(part in where for part in FRAMEWORK)}
    assert own == FOR_TESTS


def test_every_field_of_a_page_is_shown() -> None:
    """A keyword that fills a field is no reader of it."""
    read = {
        node.attr
        for text in _modules().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    for text in _templates().values():
        for tag in re.findall(r"{[%{].*?[%}]}", text, re.DOTALL):
            read.update(re.findall(r"\w+", tag))
    fields = {
        f"{path.relative_to(SOURCE)}: {node.name}.{name}": name
        for path, text in _modules().items()
        if SOURCE / "web" in path.parents
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and node.decorator_list
        for name in _fields(node)
    }

    assert {where for where, name in fields.items() if name not in read} == set()


def test_every_template_is_asked_for() -> None:
    quoted = {
        each
        for text in [*_modules().values(), *_templates().values()]
        for each in re.findall(r'"([\w/.-]+)"', text)
    }
    own = [name for name in _templates() if not name.startswith(BY_NAME) or "/_" in name]
    left = [
        name
        for name in own
        if not STATUS.fullmatch(name)
        and not quoted & {name, stem := name.removesuffix(".html"), stem.replace("/_", "/")}
    ]

    assert left == []


def test_every_style_is_worn() -> None:
    """A class, whole or put together: `state--{{ level }}` wears all of `state--…`."""
    texts = [*_modules().values(), *_templates().values(), *(p.read_text() for p in SCRIPTS)]
    worn = set(re.findall(r"[\w-]+", "\n".join(texts)))
    begun = tuple(
        {each for text in texts for each in re.findall(r"\b(\w[\w-]*?(?:--|__))[{$\"]", text)}
    )
    made = {
        name
        for path in STYLES
        for name in CLASS.findall(re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text()))
    }

    assert {name for name in made - worn if not name.startswith((*OTHERS, *begun))} == set()
