"""Make the environment in .venv: `install.py` to run the product, `install.py --dev` to test it.

What is already as it should be is left alone, so that a second run takes no time.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import assets
from steps import PYTHON, ROOT, VENV, as_root, fingerprint, is_stamped, run, step

PIP = (
    PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps",
    "--no-compile",  # most of what is installed is never read
)  # fmt: skip
BUILD = ("requirements-build.lock",)
RUN = ("requirements.lock", *BUILD)
DEV = ("requirements-dev.lock",)


def main() -> None:
    make_environment()
    install_packages(DEV if "--dev" in sys.argv[1:] else RUN)
    install_product()


def make_environment() -> None:
    if PYTHON.exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036  whoever has less runs this file too
        sys.exit(f"Lianxin needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    try:
        import ensurepip  # noqa: F401, PLC0415  Debian keeps it in a package of its own
    except ImportError:
        with step("Installing python3-venv with apt"):
            run(*as_root(["apt-get", "install", "--yes", "--quiet", "python3-venv"]))
    with step("Making the Python environment .venv"):
        run(sys.executable, "-m", "venv", VENV)


def install_packages(locks: tuple[str, ...]) -> None:
    """Install exactly what the lock files name, each checked against its hash, and build scripts,
    styles and translations meanwhile, with the Node that comes first."""
    is_there = _installed(locks) or (locks == RUN and _installed(DEV))
    if is_there and assets.is_current():
        return
    with step("Installing the locked packages, building scripts and styles"):
        if not is_there:
            _install(BUILD)
        with ThreadPoolExecutor() as pool:
            tasks: list[Future[Any]] = [pool.submit(run, PYTHON, ROOT / "tools" / "assets.py")]
            if not is_there:
                tasks.append(pool.submit(_install, locks))
            for task in tasks:
                task.result()


def _install(locks: tuple[str, ...]) -> None:
    files = [word for lock in locks for word in ("--requirement", lock)]
    run(*PIP, "--require-hashes", *files)
    (VENV / f"{locks[0]}.stamp").write_text(_mark(locks))


def _installed(locks: tuple[str, ...]) -> bool:
    return is_stamped(VENV / f"{locks[0]}.stamp", _mark(locks))


def _mark(locks: tuple[str, ...]) -> str:
    return fingerprint([ROOT / lock for lock in locks])


def install_product() -> None:
    """Make the `lianxin` command, pointing at these sources."""
    mark = fingerprint([ROOT / "pyproject.toml"], str(ROOT))
    stamp = VENV / "lianxin.stamp"
    if is_stamped(stamp, mark):
        return
    with step("Installing the lianxin command"):
        run(*PIP, "--no-build-isolation", "--editable", ".")
        stamp.write_text(mark)


if __name__ == "__main__":
    main()
