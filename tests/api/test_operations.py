"""What an office's own program can do: everything, but for what is argued here."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

from ninja import Schema

from lianxin import api as room
from lianxin.api.deeds import DEEDS
from lianxin.api.rest import api
from lianxin.cases import actions
from lianxin.cases.policy import MAY

HELP = {"deed", "kin", "photos", "private"}
"""Modules that deeds are made of."""

CALLED = {
    "verifying.verify": "pass",
    "verifying.send_back": "fail",
    "handling.add_photos": "pictures/photo",
    "intake.open_case": "POST /cases",
    "bulletins.publish": "POST /bulletins",
    "enlisting.enlist": "POST /conversions",
    "retelling.replay": "POST /endpoints/{endpoint_id}/replay",
    "directing.dry_run": "POST /routing/try",
}
"""What has another name there than `POST /cases/{ref}/<its own name>`."""

NOT_THERE = {
    "handling.reveal": "contact data leaves by no interface; people ask on the page, and say why",
    "handling.deliver": "a part of answering",
    "outside.reply": "somebody without an account answers by a link of his own",
    "dispatch.climb": "the ladder climbs by itself",
    "learning.learn": "the worker learns at night; `lianxin train` does it at once",
    "retention.anonymise": "the worker keeps the terms",
    "retention.delete": "the worker keeps the terms",
    "rulebook.put_rules": "a playbook is put in force by its operator, as a whole",
    "rulebook.put_duties": "part of a playbook",
}


def _public() -> set[str]:
    """The deeds that people do: what takes `by`, and what is argued about."""
    found = set()
    for module in pkgutil.iter_modules(actions.__path__):
        if module.name in HELP:
            continue
        room = import_module(f"{actions.__name__}.{module.name}")
        for name, thing in inspect.getmembers(room, inspect.isfunction):
            is_own = thing.__module__ == room.__name__ and not name.startswith("_")
            if is_own and "by" in inspect.signature(thing).parameters:
                found.add(f"{module.name}.{name}")
    return found


def test_whatever_a_person_may_do_a_program_may() -> None:
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    offered = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    missing = []
    for deed in sorted(_public() - NOT_THERE.keys()):
        name = CALLED.get(deed, deed.partition(".")[2])
        is_there = name in DEEDS or name in offered or name.startswith("pictures/")
        missing += [] if is_there else [deed]

    assert missing == []


def test_the_table_names_only_what_exists() -> None:
    known = set()
    for module in pkgutil.iter_modules(actions.__path__):
        room = import_module(f"{actions.__name__}.{module.name}")
        known |= {f"{module.name}.{name}" for name, _ in inspect.getmembers(room, callable)}

    assert set(CALLED) | set(NOT_THERE) <= known


def test_every_verb_that_somebody_may_do_is_there_or_has_another_name() -> None:
    elsewhere = {
        "bulletin": "POST /bulletins",
        "photo": "pictures/photo",
        "object": "rate with solved=NO",
        "reveal": NOT_THERE["handling.reveal"],
        "enlist": "POST /conversions",
    }

    assert MAY.keys() - DEEDS.keys() == elsewhere.keys()


def test_no_two_shapes_share_a_name() -> None:
    """The description would show one for the other."""
    modules = pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    rooms = [import_module(one.name) for one in modules if ".migrations" not in one.name]
    shapes = {
        (name, shape.__module__)
        for found in rooms
        for name, shape in inspect.getmembers(found, inspect.isclass)
        if issubclass(shape, Schema) and shape.__module__.startswith(room.__name__)
    }

    assert len({name for name, _module in shapes}) == len(shapes)
