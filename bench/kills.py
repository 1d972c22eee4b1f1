"""Twenty kills -9 while 16 clients file cases, each retrying once with the same key.

Afterwards everything is counted: told but lost, filed twice, written by halves, and untold: filed
without the client knowing, or a message that never left. The
count of the same run without kills is the reference.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from dataclasses import dataclass, field

from bench import house, load, message, plots, post
from bench.results import Figure
from bench.site import PATIENCE, answering, supervised

CLIENTS, KILLS, BETWEEN = 16, ("web", "worker") * 10, 1.5
DRAIN = 240.0


@dataclass
class Tally:
    told: dict[str, str] = field(default_factory=dict)  # key -> number of the case
    refused: list[str] = field(default_factory=list)  # keys whose retry failed too
    retried: int = 0


def measure() -> list[Figure]:
    calm, wild = _run(()), _run(KILLS)
    names = ("lost", "doubled", "half-written", "untold")
    values = [wild[name] for name in names]
    plots.bars("kills", "20 kills -9 under 16 clients", ["cases told", "retried", *names],
               [wild["told"], wild["retried"], *values], unit="cases", grey=[0, 1])  # fmt: skip
    told = f"{wild['told']} cases, {wild['retried']} retries, {wild['refused']} refused,"
    told += f" {wild['repeats']} mails twice;"
    told += f" without kills {calm['told']} cases, {sum(calm[name] for name in names)} wrong"
    return [Figure(f"20 kills -9 (10 web, 10 worker), {name}", str(wild[name]), "0",
                   not wild[name], told) for name in names]  # fmt: skip


def _run(kills: tuple[str, ...]) -> dict[str, int]:
    home, tally, stop = house.fresh("kills"), Tally(), threading.Event()
    with post.postman() as mail, supervised(home, mail.url) as site:
        threads = [
            threading.Thread(target=_client, args=(home, site.port, tally, stop))
            for _ in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for what in kills:
            time.sleep(BETWEEN)
            answering(site.port)  # it is a site in service that is hit
            site.kill(what)
        time.sleep(2 * BETWEEN)
        stop.set()
        for thread in threads:
            thread.join()
        _drain(home)
    return _judge(home, tally, mail)


def _client(home: house.House, port: int, tally: Tally, stop: threading.Event) -> None:
    while not stop.is_set():
        key = str(uuid.uuid4())
        number = _try(home, port, key)
        if number is None:
            answering(port)
            tally.retried += 1
            number = _try(home, port, key)
        if number is None:
            tally.refused.append(key)
        else:
            tally.told[key] = number
        time.sleep(0.05)


def _try(home: house.House, port: int, key: str) -> str | None:
    try:
        line = load.Line(port, timeout=PATIENCE)
        status, answer = line.ask(message.case(home, port, f"{key}@example.org", key=key))
        line.close()
    except OSError:
        return None
    body = answer.partition(b"\r\n\r\n")[2]
    return message.number_in(body) if status in {200, 201} else None


def _drain(home: house.House) -> None:
    """Wait until nothing is left to send."""
    end = time.monotonic() + DRAIN
    while time.monotonic() < end and _ask(
        home, "SELECT COUNT(*) FROM outbox_delivery WHERE state='QUEUED'"
    ):
        time.sleep(1)


def _ask(home: house.House, question: str) -> int:
    database = sqlite3.connect(home.database, timeout=30)
    try:
        return int(database.execute(question).fetchone()[0])
    finally:
        database.close()


def _judge(home: house.House, tally: Tally, mail: post.Postman) -> dict[str, int]:
    database = sqlite3.connect(home.database)
    filed = dict(database.execute("SELECT key, ref FROM cases_case"))
    lost = [key for key, ref in tally.told.items() if filed.get(key.replace("-", "")) != ref]
    doubled = database.execute(
        "SELECT COUNT(*) - COUNT(DISTINCT dedupe) FROM outbox_delivery"
    ).fetchone()[0] + len(filed) - len(set(filed.values()))  # fmt: skip
    half = database.execute(
        """SELECT COUNT(*) FROM cases_case c WHERE
        (SELECT COUNT(*) FROM kernel_entry e WHERE e.subject_id = c.id AND verb = 'open') <> 1
        OR NOT EXISTS (SELECT 1 FROM cases_requester r WHERE r.case_id = c.id)
        OR NOT EXISTS (SELECT 1 FROM cases_caseclock k WHERE k.case_id = c.id)
        OR (SELECT COUNT(*) FROM outbox_delivery d JOIN kernel_entry e ON e.id = d.about
            WHERE e.subject_id = c.id) < 2"""
    ).fetchone()[0]
    deliveries = {
        str(uuid.UUID(pk)) for (pk,) in database.execute("SELECT id FROM outbox_delivery")
    }
    unheard = [key for key in tally.refused if key.replace("-", "") in filed]
    unsent = deliveries - set(mail.numbers)
    return {
        "told": len(tally.told), "retried": tally.retried, "lost": len(lost), "doubled": doubled,
        "half-written": half, "untold": len(unsent) + len(unheard),
        "refused": len(tally.refused), "repeats": len(mail.numbers) - len(set(mail.numbers)),
    }  # fmt: skip
