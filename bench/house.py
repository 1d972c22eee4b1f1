"""Installations to measure: made once, copied for each run, served by the product's commands."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.results import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import postgres
import steps as steps  # noqa: PLC0414  for those who build on this
import system

FOLDER = Path(os.environ.get("LIANXIN_BENCH", "/tmp/lianxin-bench"))  # noqa: S108  a bench is for one user
TICK = os.sysconf("SC_CLK_TCK")
HOST = "127.0.0.1"


@dataclass
class House:
    """One installation: its folder, its environment, and who may do what in it."""

    data: Path
    environment: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str, **more: str) -> str:
        answer = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.full(more), check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        if answer.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{answer.stdout}{answer.stderr}")
        return answer.stdout

    def full(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        return {**os.environ, "PYTHONPATH": path, **self.environment, **(more or {})}

    @property
    def database(self) -> Path:
        return self.data / "lianxin.sqlite3"


def environment(data: Path, database_url: str = "") -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "lianxin.settings",
        "LIANXIN_DATA": str(data),
        "LIANXIN_DATABASE_URL": database_url,
        "LIANXIN_HTTPS": "0",
        "LIANXIN_TRUSTED_PROXIES": "1",
    }


def base() -> Path:
    """An installation with a small settled town on SQLite, made anew when the product changed."""
    made = [
        *(ROOT / "src").rglob("migrations/*.py"),
        *(ROOT / "src/lianxin/playbooks").glob("*.yaml"),
        Path(__file__).with_name("town.py"),
    ]
    mark, data = steps.fingerprint(made), FOLDER / "base"
    if steps.is_stamped(data / "stamp", mark):
        return data
    shutil.rmtree(data, ignore_errors=True)
    _fill(House(data, environment(data)))
    (data / "stamp").write_text(mark)
    return data


def _fill(house: House) -> None:
    house.run("-m", "lianxin.cli", "init", "--playbook", "dachang")
    (house.data / "facts.json").write_text(house.run("-m", "bench.town"))


def fresh(name: str, database_url: str = "") -> House:
    """A copy of the base on SQLite, or the same town made in an empty PostgreSQL database."""
    data = FOLDER / name
    shutil.rmtree(data, ignore_errors=True)
    if database_url:
        house = House(data, environment(data, database_url))
        _fill(house)
    else:
        shutil.copytree(base(), data)
        house = House(data, environment(data))
    house.facts = json.loads((data / "facts.json").read_text())
    return house


def equip() -> list[str]:
    """Install what a fresh machine lacks; what could not be had."""
    return system.install()


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of its own that writes as durably as one in service."""
    postgres.FAST.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    with postgres.server() as url:
        yield url


@dataclass
class Running:
    process: subprocess.Popen[bytes]

    def pids(self) -> list[int]:
        """The process and all that it started."""
        found = [self.process.pid]
        for pid in found:
            found += _children(pid)
        return found

    def cpu(self) -> float:
        """Seconds of CPU that it has used so far, its children included."""
        total = 0
        for pid in self.pids():
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, words[11:15]))
        return total / TICK

    def pss(self) -> float:
        """Megabytes that it holds, shared pages counted by their share."""
        total = 0
        for pid in self.pids():
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
        return total / 1024

    def stop(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in self.pids():
                os.kill(pid, signal.SIGKILL)
            self.process.wait()


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


@contextmanager
def start(house: House, command: Sequence[str], **more: str) -> Iterator[Running]:
    with (house.data / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            list(command), cwd=ROOT, env=house.full(more), stdin=subprocess.DEVNULL,
            stdout=log, stderr=log,
        )  # fmt: skip
    running = Running(process)
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def web(
    house: House, *, application: str = "", workers: int = 0, **more: str
) -> Iterator[tuple[Running, int]]:
    """The product's own web server; `application` serves another program in the same way."""
    from lianxin.operate import processes

    port = free_port()
    command = processes.web_command(HOST, port, workers=workers)
    if application:
        command[2], command[-1] = "granian", application
    with start(house, command, **more) as running:
        wait(port)
        yield running, port


@contextmanager
def both(house: House, **more: str) -> Iterator[tuple[Running, int]]:
    """Web and worker as one service."""
    from lianxin.operate import processes

    port = free_port()
    with start(house, processes.both_command(HOST, port), **more) as running:
        wait(port)
        yield running, port


@contextmanager
def worker(house: House, **more: str) -> Iterator[Running]:
    from lianxin.operate import processes

    with start(house, processes.worker_command(), **more) as running:
        yield running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait(port: int, *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on {port}")
