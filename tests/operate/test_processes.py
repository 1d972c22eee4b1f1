"""Web and worker live together: kept up, and ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from lianxin.operate import processes

PROGRAM = textwrap.dedent(
    """
    import signal, sys, time
    from lianxin.operate import processes
    processes.tie_forks(signal.SIGTERM)
    def web():
        print("up", flush=True)
        time.sleep(60)
    sys.exit(processes.Together({"web": web, "worker": lambda: exec(sys.argv[1])}).wait())
    """
)
ROOT = Path(__file__).resolve().parents[2]
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


def test_one_that_cannot_be_kept_up_ends_the_other() -> None:
    program = _start("import sys; print('cannot'); sys.exit(3)")
    out, err = program.communicate(timeout=20)

    assert program.returncode == 1
    assert out.count("worker | cannot") == processes.RESTARTS + 1
    assert "worker ended by itself with code 3" in err
    assert "ending all" in err


def test_one_that_was_killed_is_started_again() -> None:
    with _start(SLEEP) as program:
        assert program.stdout
        workers = (line for line in program.stdout if line.startswith("worker"))
        first = int(next(workers).split("|")[1])
        os.kill(first, signal.SIGKILL)
        second = int(next(workers).split("|")[1])
        program.send_signal(signal.SIGTERM)

        assert program.wait(timeout=20) == 0
    assert second != first
    assert not _is_alive(second)


def test_a_signal_ends_both() -> None:
    with _start(SLEEP) as program:
        assert program.stdout
        line = next(line for line in program.stdout if line.startswith("worker"))
        program.send_signal(signal.SIGTERM)

        assert program.wait(timeout=20) == 0
    assert not _is_alive(int(line.split("|")[1]))


SERVER = """
import os, signal, time
from lianxin.operate import processes
processes.tie_forks(signal.SIGTERM)
for _n in range(2):
    if not os.fork():
        os.write(1, f"{os.getpid()}\\n".encode())
        time.sleep(60)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child")
def test_what_was_forked_ends_with_a_process_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE) as server:
        assert server.stdout
        forked = [int(server.stdout.readline()) for _n in range(2)]
        server.kill()

    assert [pid for pid in forked if _is_alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child")
@pytest.mark.parametrize("command", [processes.web_command, processes.both_command])
def test_a_killed_server_leaves_nothing_behind(
    command: Callable[[str, int], list[str]], tmp_path: Path
) -> None:
    port = processes.free_port("127.0.0.1", 18500)
    env = os.environ | {"LIANXIN_DATA": str(tmp_path), "LIANXIN_HTTPS": "0"}
    server = subprocess.Popen(
        command("127.0.0.1", port), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert processes.wait_until_served("127.0.0.1", port)
    end = time.monotonic() + 30
    while len(below := _below(server.pid)) < 2 and time.monotonic() < end:  # one serves already
        time.sleep(0.05)

    server.kill()
    server.wait()

    assert len(below) >= 2
    assert [pid for pid in below if _is_alive(pid)] == []


def _below(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(FileNotFoundError):  # one for long tasks ends when nothing is left to do
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_below(child)]
    return found


def _is_alive(pid: int, *, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if " Z " in Path(f"/proc/{pid}/stat").read_text():
                return False
        except FileNotFoundError:
            return False
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return True


def test_serving_loads_nothing_that_only_rare_deeds_need() -> None:
    """Ten megabytes each, and a second of the start."""
    code = (
        "import sys\n"
        "import lianxin.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().reverse_dict\n"
        "print(*{'scipy', 'sklearn', 'pyxform'} & set(sys.modules))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == ""


def test_make_lets_python_keep_what_it_has_compiled() -> None:
    """Where the surroundings forbid it, each start would compile two thousand modules anew."""
    show = ["make", "--eval", "shown: ; @env", "shown"]
    told = subprocess.run(
        show, cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "PATH=" in told.stdout
    assert "PYTHONDONTWRITEBYTECODE" not in told.stdout
