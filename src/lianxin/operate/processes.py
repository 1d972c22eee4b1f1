"""Start web and worker: each alone, or side by side in the foreground, kept up, ended together."""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from types import FrameType
from typing import NoReturn

PATIENCE = 15  # seconds in which a process may finish what it is doing
FIRST_PORTS = 50
RESTARTS, MINUTE = 4, 60
LOOK = 0.2  # seconds
PR_SET_PDEATHSIG = 1  # of Linux: which signal a process gets when its parent ends
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Part = Callable[[], object]


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port nobody listens on."""
    for port in range(wanted, wanted + FIRST_PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} to {wanted + FIRST_PORTS - 1} on {host}")


def web_command(host: str, port: int, *, workers: int = 0, threads: int = 4) -> list[str]:
    served = web_arguments(host, port, workers=workers, threads=threads)
    return [sys.executable, "-m", "lianxin.operate.web", *served]


def both_command(host: str, port: int, *, workers: int = 0, threads: int = 4) -> list[str]:
    served = web_arguments(host, port, workers=workers, threads=threads)
    return [sys.executable, "-m", "lianxin.operate.both", host, str(port), *served]


def web_arguments(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    count = workers or len(os.sched_getaffinity(0))
    return [
        "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port),
        "--workers", str(count), "--blocking-threads", str(threads),
        "--workers-kill-timeout", "10", "--respawn-failed-workers", "--log-level", "warning",
        "lianxin.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, "-m", "lianxin.cli", "worker"]


def run(arguments: list[str]) -> int:
    """Run a `lianxin` command in a process of its own. Returns its exit code."""
    command = [sys.executable, "-m", "lianxin.cli", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603  our own arguments


def become(command: list[str]) -> NoReturn:
    """Let `command` take the place of this process, so that signals reach it."""
    # A shell starts what it puts into the background deaf to Ctrl-C, which granian's own
    # processes are ended with.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  a fixed program with our own arguments


def wait_until_served(host: str, port: int, *, seconds: float = 30) -> bool:
    """Whether somebody answers at `port` within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.05)
    return False


def tie_forks(told: signal.Signals) -> None:
    """From now on, what this process forks is sent `told` when this one ends, even by a kill -9.

    Programs that it starts are not concerned. Does nothing where the system is not Linux.
    """
    if sys.platform != "linux":
        return
    prctl = ctypes.CDLL(None).prctl
    parent = 0

    def before() -> None:
        nonlocal parent
        parent = os.getpid()

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(told))
        if os.getppid() != parent:  # it was killed in between
            os.kill(os.getpid(), told)

    os.register_at_fork(before=before, after_in_child=in_child)


class Together:
    """Parts that live together, each in a process forked from this one. What was imported before
    is in memory once for all of them.

    A part that ends by itself is started again; one that does so RESTARTS times within a minute
    ends all, as a signal does.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts
        self._width = max(map(len, parts))
        self._is_ending = False
        self._running: dict[int, str] = {}
        self._starts: dict[str, list[float]] = {name: [] for name in parts}
        self._outputs = selectors.DefaultSelector()
        for number in ENDING:
            signal.signal(number, self._stop)
        for name in parts:
            self._start(name)

    def wait(self) -> int:
        """Wait until a signal asks for the end, which gives 0, or a part cannot be kept up."""
        is_well = True
        while is_well and not self._is_ending:
            self._show(LOOK)
            is_well = all(self._start_again(name, code) for name, code in self._reap())
        self._end()
        return 0 if is_well else 1

    def _start(self, name: str) -> None:
        lines, written = os.pipe()
        self._running[_forked(self._parts[name], written)] = name
        self._starts[name].append(time.monotonic())
        os.close(written)
        self._outputs.register(lines, selectors.EVENT_READ, (name, bytearray()))

    def _start_again(self, name: str, code: int) -> bool:
        self._show(0)
        since = time.monotonic() - MINUTE
        often = sum(started > since for started in self._starts[name]) > RESTARTS
        _say(f"{name} ended by itself with code {code}; see its last lines above.")
        if often:
            _say(f"{name} has ended {RESTARTS + 1} times within a minute; ending all.")
        elif not self._is_ending:
            self._start(name)
        return not often

    def _reap(self) -> list[tuple[str, int]]:
        """Which have ended, and with what code."""
        ended = []
        for pid in list(self._running):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                ended.append((self._running.pop(pid), os.waitstatus_to_exitcode(status)))
        return ended

    def _show(self, seconds: float) -> None:
        """Pass on the lines that come within `seconds`, each behind the name of its part."""
        for ready, _events in self._outputs.select(seconds):
            name, rest = ready.data
            told = os.read(ready.fd, 65536)
            *lines, rest[:] = (bytes(rest) + told).split(b"\n")
            if not told:
                self._outputs.unregister(ready.fd)
                os.close(ready.fd)
            for line in lines:
                sys.stdout.write(f"{name:{self._width}} | {line.decode(errors='replace')}\n")
        sys.stdout.flush()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _end(self) -> None:
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._running and time.monotonic() < deadline:
            self._show(LOOK)
            self._reap()
        for pid in self._running:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self._show(0)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _forked(act: Part, output: int) -> int:
    """Do `act` in a process and a session of its own: Ctrl-C reaches the parent alone."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)
        for stream in (sys.stdout.fileno(), sys.stderr.fileno()):
            os.dup2(output, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        act()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
