"""Web and worker in one: what both have read is in memory once.

Takes an address, a port, and granian's own arguments for them.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from django.core.management import call_command

from lianxin.operate import processes, web


def main(host: str, port: int, served: Sequence[str]) -> int:
    web.read()
    processes.tie_forks(signal.SIGTERM)
    parts = {"web": lambda: web.serve(served), "worker": lambda: call_command("work")}
    both = processes.Together(parts)
    if processes.wait_until_served(host, port):
        sys.stdout.write(f"\nLianxin is at http://{host}:{port}/ (end it with Ctrl-C)\n\n")
        sys.stdout.flush()
    return both.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
