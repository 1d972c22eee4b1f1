"""Start web and worker: each alone, or side by side in the foreground, ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from types import FrameType
from typing import NoReturn

PATIENCE = 15  # seconds in which a process may finish what it is doing
FIRST_PORTS = 50
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
    """Parts that live and die together, each in a process forked from this one: when one ends, or
    a signal comes, all are ended. What was imported before is in memory once for all of them."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._width = max(map(len, parts))
        self._stopping = threading.Event()
        self._ended: dict[str, int] = {}
        outputs = {name: os.pipe() for name in parts}
        self._running = {name: _forked(act, outputs[name][1]) for name, act in parts.items()}
        for number in ENDING:
            signal.signal(number, self._stop)
        for name, (lines, written) in outputs.items():  # threads only now: they do not fork
            os.close(written)
            threading.Thread(target=self._show, args=(name, lines), daemon=True).start()

    def wait(self) -> int:
        """Wait until one ends or a signal asks for it. 0 when it was asked for."""
        while not self._stopping.wait(0.2) and not self._reap():
            pass
        failed = dict(self._ended)
        self._end()
        for name, code in failed.items():
            sys.stderr.write(
                f"{name} ended by itself with code {code}; see its last lines above.\n"
            )
        return 1 if failed else 0

    def _reap(self) -> bool:
        """Whether any has ended."""
        for name, pid in list(self._running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._running[name]
                self._ended[name] = os.waitstatus_to_exitcode(status)
        return bool(self._ended)

    def _show(self, name: str, output: int) -> None:
        with open(output, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                sys.stdout.write(f"{name:{self._width}} | {line}")
                sys.stdout.flush()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _end(self) -> None:
        for pid in self._running.values():
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._running and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        for pid in self._running.values():
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _forked(act: Part, output: int) -> int:
    """Do `act` in a process and a session of its own: Ctrl-C reaches the parent alone."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
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
