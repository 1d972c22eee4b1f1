"""Installations with very many cases, written in bulk by SQL, kept between runs."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import house

DAY = timedelta(days=365)
NEVER = "9999-01-01 00:00:00"
OPEN_MOST = 60_000  # enough for a 1,000th page of 50


def house_of(size: int) -> house.House:
    """An installation with `size` cases of the last year, and their figures counted."""
    base = house.base()
    data = house.FOLDER / f"filled-{size}"
    today = f"{date.today():%Y-%m-%d}"  # noqa: DTZ011  how old the cases are
    mark = house.steps.fingerprint([Path(__file__)], (base / "stamp").read_text(), today)
    home = house.House(data, house.environment(data))
    if not house.steps.is_stamped(data / "filled", mark):
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(base, data)
        home.run("-m", "bench.filled", str(size))
        (data / "filled").write_text(mark)
    home.facts = json.loads((data / "facts.json").read_text())
    return home


def fill(path: str, size: int, *, now: datetime) -> None:
    database = sqlite3.connect(path)
    database.executescript(
        "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-400000"
    )
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''"
        " AND tbl_name IN ('cases_case', 'cases_caseclock')"
    ).fetchall()
    for name, _sql in indexes:
        database.execute(f'DROP INDEX "{name}"')
    _insert(database, "cases_case", _cases(database, size, now), _blank("Case"))
    _insert(database, "cases_caseclock", _clocks(database), _blank("CaseClock"))
    for _name, sql in indexes:
        database.execute(sql)
    database.commit()
    database.executescript("ANALYZE; PRAGMA journal_mode=WAL;")
    database.close()


def _insert(
    database: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]], blank: dict[str, Any]
) -> None:
    """Rows, with what they do not say taken from `blank`."""
    first = blank | next(rows)
    names, slots = ", ".join(first), ", ".join(f":{name}" for name in first)
    statement = f"INSERT INTO {table} ({names}) VALUES ({slots})"  # noqa: S608  our own names
    database.execute(statement, first)
    database.executemany(statement, (blank | row for row in rows))


def _blank(model: str) -> dict[str, Any]:
    """What the columns of a table hold where nobody says anything."""
    from django.apps import apps

    fields = apps.get_model("cases", model)._meta.concrete_fields
    return {
        field.column: field.get_db_prep_save(field.get_default(), connection=_connection())
        for field in fields
        if not field.primary_key
    }


def _connection() -> Any:
    from django.db import connection

    return connection


def _cases(database: sqlite3.Connection, size: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Most are closed; of the open ones half wait for the desk, half are with a unit."""
    ask = database.execute
    (district,) = ask("SELECT id FROM network_district").fetchone()
    grids = [pk for (pk,) in ask("SELECT id FROM network_place WHERE kind='GRID' ORDER BY path")]
    (desk,) = ask("SELECT id FROM network_organisation WHERE code='dispatch'").fetchone()
    (unit,) = ask("SELECT id FROM network_organisation WHERE code='cityman'").fetchone()
    units = [
        pk
        for (pk,) in ask(
            "SELECT id FROM network_organisation WHERE code<>'dispatch' ORDER BY code"
        )
    ]
    book = json.loads(ask("SELECT document FROM cases_rulebook").fetchone()[0])
    classes = [row["code"] for row in book["classes"]]
    grades = [row["code"] for row in book["grades"]]
    ahead = min(600, size * 55 // 100)  # seconds until the last is late; some are already
    is_open_from = size - min(size * 6 // 10, OPEN_MOST)
    for n in range(size):
        at = now - DAY * ((size - n) / size)
        is_open = n >= is_open_from
        state = ("RECEIVED", "ASSIGNED")[n % 2] if is_open else "CLOSED"
        lead = {"RECEIVED": desk, "ASSIGNED": unit}.get(state, units[n % len(units)])
        done = None if is_open else _text(at + timedelta(hours=30))
        yield {
            "id": f"{int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | n:032x}",
            "district_id": district,
            "key": f"{n:032x}",
            "seq": 1,
            "head": "",
            "ref": f"B-{n:07}",
            "kind": book["default_kind"],
            "class_code": classes[n % len(classes)],
            "grade": grades[n % len(grades)],
            "subject": f"第{n % 97}号楼前的路灯不亮，晚上看不见台阶",
            "text": "路灯不亮已经三天，晚上回家看不见台阶，请派人来修。",
            "place_id": grids[n * 7 % len(grids)],
            "address": "",
            "source": "WEB",
            "state": state,
            "outcome": "" if is_open else "SOLVED",
            "level": "GRID",
            "lead_id": lead,
            "pause_reason": "",
            "bounces": 0,
            "is_binding": 0,
            "reopens": 0,
            "received_at": _text(at),
            "answered_at": done,
            "closed_at": done,
            "next_due_at": _text(now + timedelta(seconds=n - size + ahead)) if is_open else NEVER,
            "published_at": done if n % 50 == 0 else None,
            "public_subject": "路灯修好了" if n % 50 == 0 and done else "",
            "public_text": "",
            "rules_version": 1,
        }  # fmt: skip


def _clocks(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """One clock a case: its response, kept but for one in ten."""
    rows = database.execute("SELECT id, district_id, received_at, closed_at FROM cases_case")
    for n, (case, district, at, closed) in enumerate(rows.fetchall()):
        due = _text(datetime.fromisoformat(at) + timedelta(hours=24))
        stopped = closed if n % 10 == 0 else due
        yield {
            "id": f"{n + 1:032x}", "district_id": district, "case_id": case, "name": "RESPOND",
            "runs": "NATURAL", "started_at": at, "due_at": due, "first_due_at": due,
            "fair_due_at": due, "is_provisional": 0, "paused_seconds": 0, "alarms": 0,
            "stopped_at": stopped if closed else None,
        }  # fmt: skip


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from lianxin.insight import actions
    from lianxin.insight.models import StaleDay
    from lianxin.network.models import District

    now, district = timezone.now(), District.objects.get().pk
    connection.close()
    fill(str(settings.DATABASES["default"]["NAME"]), int(sys.argv[1]), now=now)
    days = [timezone.localdate(now) - timedelta(days=n) for n in range(367)]
    StaleDay.objects.bulk_create(StaleDay(district_id=district, day=day) for day in days)
    actions.count_stale_days(district, at=now)


if __name__ == "__main__":
    main()
