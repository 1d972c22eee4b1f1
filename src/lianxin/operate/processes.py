"""Run web and worker side by side in the foreground, and end both together.

Run as a program with an address and a port it does just that. It imports nothing of the product,
so that watching costs next to no memory.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from types import FrameType
from typing import IO, NoReturn

PATIENCE = 15  # seconds in which a process may finish what it is doing
FIRST_PORTS = 50


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
    count = workers or len(os.sched_getaffinity(0))
    return [
        sys.executable, "-m", "lianxin.operate.web", "--interface", "wsgi", "--no-ws",
        "--host", host, "--port", str(port),
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


class Together:
    """Processes that live and die together: when one ends, or a signal comes, all are ended."""

    def __init__(self, commands: Mapping[str, list[str]]) -> None:
        self._width = max(map(len, commands))
        self._stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._running = {name: self._start(name, command) for name, command in commands.items()}

    def wait(self) -> int:
        """Wait until one ends or a signal asks for it. 0 when it was asked for."""
        failed: dict[str, int] = {}
        while not self._stopping.wait(0.2):
            failed = {
                name: process.returncode
                for name, process in self._running.items()
                if process.poll() is not None
            }
            if failed:
                break
        self._end()
        for name, code in failed.items():
            sys.stderr.write(
                f"{name} ended by itself with code {code}; see its last lines above.\n"
            )
        return 1 if failed else 0

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[str]:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others.
        process = subprocess.Popen(  # noqa: S603  our own arguments
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        assert process.stdout
        threading.Thread(target=self._show, args=(name, process.stdout), daemon=True).start()
        return process

    def _show(self, name: str, lines: IO[str]) -> None:
        for line in lines:
            sys.stdout.write(f"{name:{self._width}} | {line}")
            sys.stdout.flush()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _end(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def main(host: str, port: int) -> int:
    together = Together({"web": web_command(host, port), "worker": worker_command()})
    if wait_until_served(host, port):
        sys.stdout.write(f"\nLianxin is at http://{host}:{port}/ (end it with Ctrl-C)\n\n")
        sys.stdout.flush()
    return together.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
