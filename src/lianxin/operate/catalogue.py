"""The texts that people see, collected from the sources into one catalogue a language.

The Chinese text in the source is the key. Needs babel and polib, which only developers have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import polib
from babel.messages.extract import extract_python
from django.utils.translation import templatize

PACKAGE = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "lianxin",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


class Text(NamedTuple):
    message: str
    plural: str = ""
    context: str = ""


def path_of(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def collect() -> dict[Text, list[str]]:
    """Every text of the product, with the files that use it."""
    found: dict[Text, set[str]] = defaultdict(set)
    for path in _sources():
        for text in _texts(path):
            found[text].add(str(path.relative_to(PACKAGE)))
    return {text: sorted(found[text]) for text in sorted(found)}


def update(language: str) -> polib.POFile:
    """Bring the catalogue up to date: keep what is translated, add what is new, drop the rest."""
    present = {_key(entry): entry for entry in read(language)}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = HEADER
    for text, files in collect().items():
        entry = present.get(text) or _entry(text)
        entry.occurrences = [(name, "") for name in files]
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        catalogue.append(entry)
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path_of(language)))
    return catalogue


def read(language: str) -> polib.POFile:
    path = path_of(language)
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile()


def faults(language: str) -> Iterator[str]:
    """What is missing, left over, or lost a placeholder, one sentence each."""
    present = {_key(entry): entry for entry in read(language)}
    wanted = collect()
    for text, files in wanted.items():
        entry = present.get(text)
        if entry is None or not entry.translated():
            yield f"not translated: {text.message!r} ({files[0]})"
        elif _placeholders(entry) != set(PLACEHOLDER.findall(text.message)):
            yield f"other placeholders than the original: {text.message!r}"
    for text in present.keys() - wanted.keys():
        yield f"no longer used: {text.message!r}"


def _sources() -> list[Path]:
    folders = [p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts]
    templates = [p for p in PACKAGE.rglob("templates/**/*") if p.suffix in {".html", ".txt"}]
    return sorted(folders + templates)


def _texts(path: Path) -> Iterator[Text]:
    source = path.read_text()
    if path.suffix != ".py":
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines)  # a tokenizer minds indentation
    code = BytesIO(source.encode())
    calls: Any = extract_python(code, KEYWORDS, [], {})
    for _line, function, messages, _comments in calls:
        words = [messages] if isinstance(messages, str) else list(messages)
        context = words.pop(0) if "pgettext" in function else ""
        if words and words[0]:
            has_plural = function.startswith("n") and len(words) > 1
            yield Text(words[0], words[1] if has_plural else "", context or "")


def _entry(text: Text) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.message, msgctxt=text.context or None)
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = {0: "", 1: ""}
    return entry


def _key(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _placeholders(entry: polib.POEntry) -> set[str]:
    words = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return {found for text in words for found in PLACEHOLDER.findall(text)}
