"""The rules of the house, as tests: sizes, names, and one word from URL to view."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lianxin"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
OWN_APPS = [config for config in apps.get_app_configs() if config.name.startswith("lianxin.")]
SILENCED = re.compile(
    r"# (?:noqa(?:: ?[A-Z0-9, ]*[0-9])?|pragma:|type: ignore(?:\[[\w, -]+\])?)(?P<why>.*)$"
)
LONGEST_MODULE, LONGEST_TEMPLATE, LONGEST_VIEW, LONGEST_MODEL = 500, 150, 25, 140
KERNEL = 1600


def _longer(paths: Iterable[Path], than: int) -> dict[str, int]:
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    return {name: count for name, count in lines.items() if count > than}


def _in(paths: Iterable[Path], kind: type[ast.FunctionDef] | type[ast.ClassDef]) -> dict[str, int]:
    """The length of each function or class that stands in a module itself."""
    return {
        f"{path.relative_to(ROOT)}: {node.name}": node.end_lineno - node.lineno
        for path in paths
        for node in ast.parse(path.read_text()).body
        if isinstance(node, kind) and node.end_lineno
    }


def test_a_module_fits_in_one_sitting() -> None:
    assert _longer([*MODULES, *TESTS], LONGEST_MODULE) == {}


def test_a_template_fits_on_two_screens() -> None:
    assert _longer(TEMPLATES, LONGEST_TEMPLATE) == {}


def test_the_kernel_stays_small() -> None:
    lines = sum(len(p.read_text().splitlines()) for p in MODULES if p.parent.name == "kernel")
    assert lines <= KERNEL


def test_a_view_is_short() -> None:
    views = _in([p for p in MODULES if p.name == "views.py"], ast.FunctionDef)

    assert {name: lines for name, lines in views.items() if lines >= LONGEST_VIEW} == {}


def test_a_model_is_a_table_and_little_more() -> None:
    models = _in([p for p in MODULES if "models" in p.name], ast.ClassDef)

    assert {name: lines for name, lines in models.items() if lines > LONGEST_MODEL} == {}


PACKAGES = sorted(p.parent for p in SOURCE.rglob("__init__.py") if p.parent.parent == SOURCE)


def test_every_package_says_what_it_owns() -> None:
    said = {
        p.name: ast.get_docstring(ast.parse((p / "__init__.py").read_text())) for p in PACKAGES
    }

    assert [name for name, words in said.items() if not words] == []


def test_no_model_hides_an_order() -> None:
    own = [m for m in apps.get_models() if m._meta.app_config.name.startswith("lianxin.")]

    assert [model for model in own if model._meta.ordering] == []


def test_every_command_explains_itself() -> None:
    for name, app in get_commands().items():
        if app.startswith("lianxin."):
            assert load_command_class(app, name).help


def _views(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry)
        elif isinstance(entry, URLPattern):
            yield entry


OWN_VIEWS = [
    pattern
    for pattern in _views(get_resolver())
    if getattr(pattern.callback, "__module__", "").startswith("lianxin.web")
]


def test_the_product_has_pages() -> None:
    assert OWN_VIEWS


def test_url_and_view_share_one_name() -> None:
    named = {(pattern.name, pattern.callback.__name__) for pattern in OWN_VIEWS}

    assert {(name, view) for name, view in named if name != view} == set()


def test_what_silences_a_check_says_why() -> None:
    """On its line, in a few words; where one reason covers many, in pyproject.toml beside them."""
    mute = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "tests", "tools", "bench")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if (found := SILENCED.search(line)) and not found["why"].strip(" #")
    ]
    assert not mute


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-build.lock"])
def test_what_runs_is_what_was_tested(name: str) -> None:
    """Each package of a lock file has there the version that the tests are run with."""
    held, tested = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in (name, "requirements-dev.lock")
    )
    assert held
    assert held.items() <= tested.items()


def test_texts_are_marked_by_names_that_are_collected_for_translation() -> None:
    """An alias like `gettext as _now` leaves its texts in Chinese for everybody."""
    alias = re.compile(r"^from django\.utils\.translation import .*gettext\w* as (?!_\b)", re.M)
    found = [path for path in (ROOT / "src").rglob("*.py") if alias.search(path.read_text())]
    assert found == []
