"""The rules of the house, as tests: sizes, names, and one word from URL to view."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

SOURCE = Path(__file__).parents[2] / "src" / "lianxin"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
OWN_APPS = [config for config in apps.get_app_configs() if config.name.startswith("lianxin.")]
REPO = SOURCE.parents[1]
SILENCED = re.compile(
    r"# (?:noqa(?:: ?[A-Z0-9, ]*[0-9])?|pragma:|type: ignore(?:\[[\w, -]+\])?)(?P<why>.*)$"
)
LONGEST_MODULE, LONGEST_TEMPLATE, LONGEST_VIEW, LONGEST_MODEL = 500, 150, 25, 140
KERNEL = 1600


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_fits_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_fits_on_two_screens(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_TEMPLATE


def test_the_kernel_stays_small() -> None:
    lines = sum(len(p.read_text().splitlines()) for p in MODULES if p.parent.name == "kernel")
    assert lines <= KERNEL


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "views.py"], ids=_name)
def test_a_view_is_short(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < LONGEST_VIEW, node.name


@pytest.mark.parametrize("path", [p for p in MODULES if "models" in p.name], ids=_name)
def test_a_model_is_a_table_and_little_more(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef) and node.end_lineno:
            assert node.end_lineno - node.lineno <= LONGEST_MODEL, node.name


PACKAGES = sorted(p.parent for p in SOURCE.rglob("__init__.py") if p.parent.parent == SOURCE)


@pytest.mark.parametrize("package", PACKAGES, ids=_name)
def test_every_package_says_what_it_owns(package: Path) -> None:
    assert ast.get_docstring(ast.parse((package / "__init__.py").read_text()))


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda m: m._meta.label)
def test_no_model_hides_an_order(model: Any) -> None:
    assert not model._meta.app_config.name.startswith("lianxin.") or not model._meta.ordering


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


@pytest.mark.parametrize("pattern", OWN_VIEWS, ids=lambda p: str(p.name))
def test_url_and_view_share_one_name(pattern: URLPattern) -> None:
    assert pattern.name == pattern.callback.__name__


def test_what_silences_a_check_says_why() -> None:
    """On its line, in a few words; where one reason covers many, in pyproject.toml beside them."""
    mute = [
        f"{path.relative_to(REPO)}:{number}"
        for folder in ("src", "tests", "tools", "bench")
        for path in (REPO / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if (found := SILENCED.search(line)) and not found["why"].strip(" #")
    ]
    assert not mute
