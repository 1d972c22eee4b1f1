"""Write the lock files anew: every package with its exact version and hashes, and no host names.

What tests and checks need is resolved first, together with all else; the versions found there bind
the other files, so that what is tested is what runs. Run with the development environment:
`make lock`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

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
    build = runtime + groups["build"]
    lock("requirements-dev.lock", build + groups["dev"])
    with TemporaryDirectory() as folder:
        bound = Path(folder) / "versions.txt"
        bound.write_text(versions((ROOT / "requirements-dev.lock").read_text()))
        lock("requirements.lock", runtime, bound=bound)
        lock("requirements-build.lock", build, bound=bound, without="requirements.lock")


def versions(locked: str) -> str:
    """Each package of a lock file with its version alone, a line each."""
    return "".join(f"{line}\n" for line in re.findall(r"^[^\s#]+==[^\s\\]+", locked, re.MULTILINE))


def lock(name: str, wanted: list[str], *, bound: Path | None = None, without: str = "") -> None:
    """Resolve `wanted` into the file `name`, by the versions in `bound`, leaving out what the file
    `without` already has."""
    print(f"locking {name} …", flush=True)
    constraint = ["--constraint", str(bound)] if bound else []
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "piptools", "compile", *OPTIONS, *constraint),
            *("--output-file", "-", "-"),
        ],
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
