"""Figures, kept as one JSON file a budget, and the table made of all of them."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent


@dataclass(frozen=True)
class Figure:
    """One measured value beside its budget. `reference` is what was measured in the same run."""

    what: str
    value: str
    budget: str
    is_kept: bool | None  # None: nothing is promised, it is told for comparison
    reference: str = ""


def keep(name: str, figures: list[Figure]) -> None:
    """Write the figures of one budget, and the table anew."""
    found = {
        "measured_at": datetime.fromtimestamp(time.time(), UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": _machine(),
        "load": f"{os.getloadavg()[0]:.1f}",
        "commit": _commit(),
        "figures": [asdict(figure) for figure in figures],
    }
    path = HERE / "results" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    write_table()


def write_table() -> None:
    lines = [
        "# Results",
        "",
        "Made by `make bench`; `python -m bench NAME` measures one anew. Each value was measured",
        "beside its reference in the same run. “Load” is the machine's load average at the end,",
        "the run itself included: much above 2 on 2 cores means that others worked on it too.",
        "",
    ]
    machines = set()
    rows = [
        "| What | Budget | Measured | Kept | Reference | Script | Date, load |",
        "|-|-|-|-|-|-|-|",
    ]
    for path in sorted((HERE / "results").glob("*.json")):
        found = json.loads(path.read_text())
        machines.add(found["machine"])
        rows += [_row(path.stem, found, Figure(**figure)) for figure in found["figures"]]
    lines += [f"Machine: {machine}." for machine in sorted(machines)] + ["", *rows, ""]
    lines += [f"![{p.stem}](plots/{p.name})" for p in sorted((HERE / "plots").glob("*.svg"))]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n")


def _row(name: str, found: dict[str, str], figure: Figure) -> str:
    kept = {True: "yes", False: "**no**", None: "–"}[figure.is_kept]
    when = f"{found['measured_at']}, {found['load']}"
    cells = (
        figure.what, figure.budget, figure.value, kept, figure.reference, f"`{name}`", when,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    text = Path("/proc/cpuinfo").read_text()
    model = next(line.split(":")[1].strip() for line in text.splitlines() if "model name" in line)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {model}, {memory:.0f} GB, Linux {platform.release()},"
        f" Python {platform.python_version()}"
    )


def _commit() -> str:
    answer = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()
