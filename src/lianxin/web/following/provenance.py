"""What came of what as PROV-JSON (W3C Member Submission of 24 April 2013): things are entities,
the links activities, units the agents. No person is in it, and of what one may not see nothing
but that it is there."""

from __future__ import annotations

from typing import Any

from lianxin.lineage.models import Link, Thing
from lianxin.web.following import steps
from lianxin.web.following.chains import Walked

Document = dict[str, dict[str, Any]]


def document(walked: Walked, *, base: str) -> Document:
    """`base` is the address that the identifiers begin with."""
    made: Document = {
        "prefix": {"lx": base, "unit": f"{base}unit/"},
        "entity": {_entity(thing): _told(walked, thing) for thing in walked.things},
        "activity": {_activity(link): _done(link) for link in walked.links},
        "agent": {},
        "wasDerivedFrom": {},
        "wasGeneratedBy": {},
        "used": {},
        "wasAttributedTo": {},
    }
    for number, link in enumerate(walked.links, 1):
        _relate(made, link, number)
    for number, thing in enumerate(walked.things, 1):
        row = walked.shown.get(thing.id)
        if row is not None and row.unit is not None:
            agent = f"unit:{row.unit.code}"
            name = {"prov:label": row.unit.name, "prov:type": _name("prov:Organization")}
            made["agent"][agent] = name
            made["wasAttributedTo"][f"_:at{number}"] = {
                "prov:entity": _entity(thing), "prov:agent": agent,
            }  # fmt: skip
    return {section: rows for section, rows in made.items() if rows}


def _told(walked: Walked, thing: Thing) -> dict[str, Any]:
    kind, row = steps.kind_of(thing), walked.shown.get(thing.id)
    told: dict[str, Any] = {"prov:type": _name(f"lx:{thing.kind}")}
    if row is None:
        return told | {"prov:label": str(kind.hidden)}
    on = {"$": row.on.isoformat(), "type": "xsd:date"}
    return told | {"prov:label": row.title, "lx:state": row.state, "lx:on": on}


def _done(link: Link) -> dict[str, Any]:
    at = link.at.isoformat()
    return {"prov:startTime": at, "prov:endTime": at, "prov:type": _name(f"lx:{link.how}")}


def _relate(made: Document, link: Link, number: int) -> None:
    came, led, by = _entity(link.target), _entity(link.source), _activity(link)
    made["wasDerivedFrom"][f"_:d{number}"] = {
        "prov:generatedEntity": came, "prov:usedEntity": led, "prov:activity": by,
    }  # fmt: skip
    made["wasGeneratedBy"][f"_:g{number}"] = {"prov:entity": came, "prov:activity": by}
    made["used"][f"_:u{number}"] = {"prov:activity": by, "prov:entity": led}


def _entity(thing: Thing) -> str:
    return f"lx:{thing.kind}/{thing.id}"


def _activity(link: Link) -> str:
    return f"lx:link/{link.pk}"


def _name(qualified: str) -> dict[str, str]:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}
