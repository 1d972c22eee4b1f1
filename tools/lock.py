"""Write the lock files anew: every package with its exact version and hashes, and no host names.

Run with the development environment: `make lock`.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = (
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--quiet",
)


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = project["project"]["dependencies"]
    groups = project["dependency-groups"]
    lock("requirements.lock", runtime)
    lock("requirements-build.lock", runtime + groups["build"], without="requirements.lock")
    lock("requirements-dev.lock", runtime + groups["build"] + groups["dev"])


def lock(name: str, wanted: list[str], *, without: str = "") -> None:
    """Resolve `wanted` into the file `name`, leaving out what the file `without` already has."""
    print(f"locking {name} …", flush=True)
    answer = subprocess.run(
        [sys.executable, "-m", "piptools", "compile", *OPTIONS, "--output-file", "-", "-"],
        cwd=ROOT,
        input="\n".join(wanted),
        text=True,
        capture_output=True,
        check=False,
    )
    if answer.returncode:
        sys.exit(answer.stderr)
    entries = answer.stdout.replace(" \\\n", "\\").splitlines()
    known = (
        set((ROOT / without).read_text().replace(" \\\n", "\\").splitlines()) if without else set()
    )
    kept = [entry for entry in entries if entry.strip() and entry not in known]
    (ROOT / name).write_text("\n".join(kept).replace("\\", " \\\n") + "\n")


if __name__ == "__main__":
    main()
