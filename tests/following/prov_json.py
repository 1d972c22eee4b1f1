"""The shape of PROV-JSON, transcribed from the W3C Member Submission of 24 April 2013,
as far as the relations go that we write."""

from __future__ import annotations

from typing import Any

TYPED = {
    "type": "object",
    "required": ["$"],
    "properties": {
        "$": {"type": "string"},
        "type": {"type": "string"},
        "lang": {"type": "string"},
    },
    "additionalProperties": False,
}
VALUE = {"anyOf": [{"type": ["string", "number", "boolean"]}, TYPED]}
VALUES = {"anyOf": [VALUE, {"type": "array", "items": VALUE}]}
QUALIFIED = {"type": "string", "pattern": r"^[A-Za-z_][\w.-]*:\S+$"}
MOMENT = {"type": "string", "format": "date-time"}


def _record(*required: str, **properties: Any) -> dict[str, Any]:
    named = {f"prov:{name}": shape for name, shape in properties.items()}
    return {
        "type": "object",
        "required": [f"prov:{name}" for name in required],
        "properties": named,
        "additionalProperties": VALUES,
    }


def _section(record: dict[str, Any], names: str = r"^[A-Za-z_][\w.-]*:\S+$") -> dict[str, Any]:
    return {
        "type": "object",
        "patternProperties": {names: record},
        "additionalProperties": False,
    }


SCHEMA = {
    "type": "object",
    "properties": {
        "prefix": {
            "type": "object",
            "patternProperties": {r"^[A-Za-z0-9_-]+$": {"type": "string", "format": "uri"}},
        },
        "entity": _section(_record()),
        "activity": _section(_record(startTime=MOMENT, endTime=MOMENT)),
        "agent": _section(_record()),
        "wasGeneratedBy": _section(
            _record("entity", entity=QUALIFIED, activity=QUALIFIED, time=MOMENT)
        ),
        "used": _section(_record("activity", activity=QUALIFIED, entity=QUALIFIED, time=MOMENT)),
        "wasDerivedFrom": _section(
            _record(
                "generatedEntity", "usedEntity", generatedEntity=QUALIFIED, usedEntity=QUALIFIED,
                activity=QUALIFIED, generation=QUALIFIED, usage=QUALIFIED,
            )
        ),
        "wasAttributedTo": _section(
            _record("entity", "agent", entity=QUALIFIED, agent=QUALIFIED)
        ),
    },
    "additionalProperties": False,
}  # fmt: skip
"""The names of blank nodes begin with `_:`, which is a prefix, too."""
