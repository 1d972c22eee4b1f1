"""The documents say what is there: links lead somewhere, commands exist, words are those of the
pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from django.core.management import get_commands
from django.utils.translation import override

from lianxin import cli
from lianxin.cases import states
from lianxin.operate import catalogue

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PEOPLE = ("resident", "worker", "handler", "dispatcher", "lead", "operator")
LINK = re.compile(r"\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ROW = re.compile(r"^\| (.+?) \| (.+?) \| `([\w.]+)` \|$", re.MULTILINE)
PICTURE, PICTURES = 150_000, 1_500_000  # bytes each, and in all
SHIPPED_WORDS = ("dachang", "hongshan")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchors(path: Path) -> set[str]:
    """The headings of a document as GitHub and GitLab name them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in LINK.findall(path.read_text()):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _hash, anchor = unquote(link).partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _code(path: Path) -> Iterator[str]:
    """What stands in a document as code: inline and in blocks."""
    text = path.read_text()
    yield from re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def _called(path: Path, program: str) -> set[str]:
    """The words after `program`, where it begins a command."""
    begin = rf"(?:^|[;&(]|bin/|ExecStart=)\s*{program} ([a-z_]+)"
    return {word for code in _code(path) for word in re.findall(begin, code, re.MULTILINE)}


@cache
def _subcommands() -> frozenset[str]:
    source = Path(cli.__file__).read_text()
    return frozenset(re.findall(r'add_parser\(\s*"(\w+)"', source))


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_command_exists(path: Path) -> None:
    targets = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert _called(path, "make") <= set(targets)
    assert _called(path, "lianxin") <= _subcommands()
    assert _called(path, "lianxin manage") <= set(get_commands())


def test_both_front_pages_name_the_same_commands_and_accounts() -> None:
    """And the same pictures, one in each language."""
    english, chinese = (ROOT / "README.md", ROOT / "README.zh.md")
    for program in ("make", "lianxin", "lianxin manage"):
        assert _called(english, program) == _called(chinese, program)
    accounts = [
        set(re.findall(r"^\| `([a-z.]+)`", p.read_text(), re.M)) for p in (english, chinese)
    ]
    assert accounts[0] == accounts[1]
    shown = [{link for link in LINK.findall(p.read_text()) if "pictures" in link}
             for p in (english, chinese)]  # fmt: skip
    assert {link.replace("-en.", "-zh.") for link in shown[0]} == shown[1]


def test_the_front_pages_offer_accounts_that_the_demo_town_has() -> None:
    people = yaml.safe_load((ROOT / "src/lianxin/playbooks/towns/people.yaml").read_text())
    offered = {row["username"] for row in people["people"] if "demo" in row} | {"cao.mingyuan"}

    assert set(re.findall(r"^\| `([a-z.]+)`", (ROOT / "README.md").read_text(), re.M)) <= offered


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_has_a_guide_in_both_languages(person: str) -> None:
    chinese, english = (GUIDE / f"{person}.{language}.md" for language in ("zh", "en"))

    assert len(re.findall("^## ", chinese.read_text(), re.M)) == len(
        re.findall("^## ", english.read_text(), re.M)
    )


@cache
def _words(language: str) -> frozenset[str]:
    """What the pages and the shipped playbooks say in `language`."""
    entries = catalogue.read("en")
    said = {entry.msgid if language == "zh" else entry.msgstr for entry in entries}
    if language == "zh":
        said |= {text.message for text in catalogue.collect()}
    for name in SHIPPED_WORDS:
        source = (ROOT / f"src/lianxin/playbooks/{name}.yaml").read_text()
        said |= set(re.findall(rf"{language}: ([^,}}\n]+)", source))
    return frozenset(said | {"English"})


@pytest.mark.parametrize("path", sorted(GUIDE.glob("*.??.md")), ids=_name)
def test_a_guide_uses_the_words_of_the_pages(path: Path) -> None:
    """Bold words are what a button, a field or a heading says."""
    language = path.suffixes[0][1:]

    assert set(BOLD.findall(path.read_text())) <= _words(language)


GLOSSARY = ROW.findall((ROOT / "GLOSSARY.md").read_text())


def test_the_glossary_is_read() -> None:
    assert len(GLOSSARY) > 100


def test_a_word_of_the_glossary_is_a_name_in_the_code() -> None:
    """And a choice is called there what people see."""
    with override("zh-hans"):
        for chinese, _english, identifier in GLOSSARY:
            label = getattr(_found(identifier), "label", None)
            assert label is None or str(label) == chinese, identifier


def test_every_state_and_deed_is_in_the_glossary() -> None:
    words = {word for chinese, _english, _id in GLOSSARY for word in chinese.split("、")}
    with override("zh-hans"):
        moves = {str(move.label) for move in states.LIFECYCLE.moves.values()}
        deeds = {str(label) for label in states.DEEDS.values()}
        wanted = moves | deeds | {str(state.label) for state in states.State}

    assert wanted <= words


def _found(identifier: str) -> object:
    """The module, or what is reached from one, below `lianxin`."""
    names = ["lianxin", *identifier.split(".")]
    for end in range(len(names), 0, -1):
        try:
            thing: object = import_module(".".join(names[:end]))
        except ModuleNotFoundError:
            continue
        for name in names[end:]:
            thing = getattr(thing, name)
        return thing
    raise AssertionError(identifier)


def test_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*")]

    assert max(sizes) <= PICTURE
    assert sum(sizes) <= PICTURES


def test_the_licence_is_the_one_that_is_named() -> None:
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text())

    assert described["legal"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text()[:200]
    for text in described["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert len(text["longDescription"]) >= 150
