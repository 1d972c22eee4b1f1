"""The rules for data, read off the models: a district can move to a database of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from lianxin.kernel.models import DistrictOwned

OWN: list[Any] = [m for m in apps.get_models() if m._meta.app_config.name.startswith("lianxin.")]
OWNED: list[Any] = [m for m in OWN if issubclass(m, DistrictOwned)]
FIELDS: list[Any] = [field for model in OWN for field in model._meta.concrete_fields]
SHARED = {
    "network.District",  # the districts themselves
    "network.User",  # of one district; an operator of none
    "kernel.CalendarDay",  # the nation's days are everybody's
    "kernel.Counter",  # carries its district
    "kernel.Edition",  # one for each district
    "kernel.Hit",  # an address that asks too often asks no district
}
CASCADES = {  # argued beside each column
    "outbox.Message.to",
    "outbox.Delivery.to",
    "outbox.Delivery.group",
    "outbox.Delivery.endpoint",
}


def _label(model: Any) -> str:
    return str(model._meta.label)


def test_every_other_table_belongs_to_a_district() -> None:
    assert {_label(m) for m in OWN if m not in OWNED} <= SHARED


def test_ids_are_made_by_the_application() -> None:
    for model in OWNED:
        assert isinstance(model._meta.pk, models.UUIDField), model
        assert model._meta.pk.default.__name__ == "new_id", model


def test_a_unique_constraint_holds_within_the_district() -> None:
    """It names the district, or a row that belongs to one."""
    for model in OWNED:
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                fields = [model._meta.get_field(name) for name in constraint.fields]
                owners = [f for f in fields if f.is_relation and f.related_model in OWNED]
                assert "district" in constraint.fields or owners, constraint.name


def test_indexes_begin_with_the_district() -> None:
    for model in OWNED:
        for index in model._meta.indexes:
            assert index.fields[0] == "district", index.name


def test_rows_are_not_deleted_behind_anybodys_back() -> None:
    for field in FIELDS:
        if field.is_relation and str(field) not in CASCADES:
            assert field.remote_field.on_delete is models.PROTECT, field


def test_names_tell_what_a_column_holds() -> None:
    for field in FIELDS:
        name = field.name
        if isinstance(field, models.DateTimeField) and name not in {"last_login", "date_joined"}:
            assert name in {"at", "until"} or name.endswith("_at"), field
        elif isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            assert name == "day" or name.endswith("_on"), field
        elif isinstance(field, models.BooleanField):
            assert name.startswith(("is_", "has_", "was_", "wants_")), field


def test_stored_choices_are_uppercase_words() -> None:
    for field in FIELDS:
        for value, _word in field.choices or []:
            assert str(value) == str(value).upper(), (field, value)


def _sets(told: Any) -> Iterator[Any]:
    """Those in what a migration would be written from."""
    if isinstance(told, set | frozenset):
        yield told
    elif isinstance(told, Mapping):
        yield from _sets(list(told.values()))
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _sets(each)
    elif hasattr(told, "deconstruct"):
        yield from _sets(told.deconstruct()[1:])


def test_a_migration_does_not_depend_on_the_seed_of_hashes() -> None:
    """A set is written in another order each time: sort what a constraint compares with."""
    unordered = [
        f"{_label(model)} {part.name}"
        for model in OWN
        for part in (*model._meta.constraints, *model._meta.indexes, *model._meta.local_fields)
        if any(_sets(part))
    ]
    assert not unordered
