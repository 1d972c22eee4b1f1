"""Web and worker live and die together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from lianxin.operate import processes

PROGRAM = textwrap.dedent(
    """
    import sys
    from lianxin.operate.processes import Together
    sleeper = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
    other = [sys.executable, "-c", sys.argv[1]]
    sys.exit(Together({"web": sleeper, "worker": other}).wait())
    """
)
SLEEP = "import time, os; print(os.getpid(), flush=True); time.sleep(60)"


def _start(other: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, other],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_taken_port_leads_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert processes.free_port("127.0.0.1", port) > port


def test_when_one_ends_by_itself_so_does_the_other() -> None:
    program = _start("import sys; print('cannot'); sys.exit(3)")
    out, err = program.communicate(timeout=20)

    assert program.returncode == 1
    assert "worker | cannot" in out
    assert "worker ended by itself with code 3" in err


def test_a_signal_ends_both() -> None:
    with _start(SLEEP) as program:
        assert program.stdout
        line = next(line for line in program.stdout if line.startswith("worker"))
        program.send_signal(signal.SIGTERM)

        assert program.wait(timeout=20) == 0
    assert not _is_alive(int(line.split("|")[1]))


def _is_alive(pid: int) -> bool:
    for _ in range(20):
        if not Path(f"/proc/{pid}").exists():
            return False
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return True
