"""X6: nothing names a person's politics, faith, ethnicity or "risk"."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]
DENIED = (
    "政治面貌", "党员", "民族", "宗教", "信仰", "思想", "重点人员", "维稳", "信访人", "稳控",
    "少数民族", "风险等级",
)  # fmt: skip
DENIED_NAMES = ("politic", "ethnic", "religi", "faith", "risk_", "_risk", "stability")
KINDS = ("*.py", "*.html", "*.txt", "*.yaml", "*.yml", "*.json", "*.po", "*.js")
FILES = sorted(path for kind in KINDS for path in (ROOT / "src").rglob(kind))


WARNED_OF = "src/lianxin/language/private.yaml"
"""What keeps such words out of the log of a visit has to know them."""


def test_there_is_something_to_read() -> None:
    assert len(FILES) > 100


def test_no_file_of_the_product_says_it() -> None:
    """X6: models, choices, forms, templates, playbooks, demo texts and import headers."""
    said = {
        (str(path.relative_to(ROOT)), word)
        for path in FILES
        if "build" not in path.parts and str(path.relative_to(ROOT)) != WARNED_OF
        for word in re.findall("|".join(DENIED), path.read_text(errors="ignore"))
    }
    assert said == set()


def test_no_column_is_named_after_it() -> None:
    """X6."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]

    assert [f for f in fields if any(name in f.name.lower() for name in DENIED_NAMES)] == []


def test_no_table_counts_or_scores_a_person() -> None:
    """No counter, score, label or rating of a person exists in the schema."""
    people = [m for m in apps.get_models() if m.__name__ in {"User", "Requester", "Seat"}]
    for model in people:
        for field in model._meta.concrete_fields:
            assert not any(
                word in field.name for word in ("score", "count", "rating", "rank", "level", "tag")
            ), field
