"""An installation in service, whose processes can be killed and come back, as under systemd."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench import house, load

PATIENCE = 20.0  # seconds that a client waits for somebody to answer again, before its retry


class Site:
    """Web and worker, each started again when it ends, as systemd would."""

    def __init__(self, home: house.House, url: str = "") -> None:
        from lianxin.operate import processes

        self.port = house.free_port()
        self._commands = {
            "web": processes.web_command(house.HOST, self.port),
            "worker": processes.worker_command(),
        }
        self._home, self._stopping = home, threading.Event()
        self._more = {"LIANXIN_EMAIL_URL": url} if url else {}
        self._stacks: dict[str, ExitStack] = {}
        self._running: dict[str, house.Running] = {}
        for name in self._commands:
            self._start(name)
        house.wait(self.port)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def kill(self, what: str) -> None:
        """One of its processes, whichever. When it is the first, what it started goes with it, as
        a service manager sees to."""
        pids = self._running[what].pids()
        chosen = random.choice(pids)
        for pid in pids if chosen == pids[0] else [chosen]:
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        self._stopping.set()
        self._keeper.join()
        for stack in self._stacks.values():
            stack.close()

    def _start(self, name: str) -> None:
        stack = ExitStack()
        command = self._commands[name]
        self._running[name] = stack.enter_context(house.start(self._home, command, **self._more))
        self._stacks[name] = stack

    def _keep(self) -> None:
        while not self._stopping.wait(0.1):
            for name, running in list(self._running.items()):
                if running.process.poll() is not None:
                    self._start(name)


@contextmanager
def supervised(home: house.House, url: str = "") -> Iterator[Site]:
    site = Site(home, url)
    try:
        yield site
    finally:
        site.close()


def answering(port: int) -> None:
    """Wait until it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(0.3)
        try:
            status, _ = load.once(port, "GET", "/health/")
        except OSError:
            continue
        if status == 200:
            return
