"""Back an installation up into one file, and bring it back.

The archive holds `manifest.json` (version, time, and each file's SHA-256), the database, the
uploads, the secrets and `lianxin.env`. It opens every contact field: keep it as you keep keys.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

SQLITE_NAME = "lianxin.sqlite3"
POSTGRES_NAME = "lianxin.pgdump"
SUFFIX = ".tar.gz"
KEPT = ("secret.key", "lianxin.env", "media")  # of the data folder, beside the database


class NotPossible(Exception):
    """Why nothing was backed up or brought back, in words for the operator."""


def back_up(target: Path, *, at: datetime) -> Path:
    """Write the archive to `target` when that ends with .tar.gz, else into the folder `target`,
    which is made if need be, for its owner alone. Returns the archive's path.

    The site may go on serving: the database is copied as of one moment.
    """
    if not target.name.endswith(SUFFIX) or target.is_dir():
        target = target / f"lianxin-{at:%Y%m%d-%H%M%S}{SUFFIX}"
    if target.exists():
        raise NotPossible(f"{target} is there already; nothing was written over it.")
    _make_folder(target.parent)
    draft = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        database = _copy_database(Path(folder))
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with draft.open("wb") as file:
            _write(file, _contents(database), at=at)
    draft.rename(target)
    return target


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotPossible(
            f"{folder} is no folder, and none could be made there ({error.strerror}). Name"
            f" a folder, or a file that ends with {SUFFIX}."
        ) from error


def _contents(database: Path) -> dict[str, Path]:
    """What goes in, by its name in the archive."""
    files = {database.name: database}
    for name in KEPT:
        kept = Path(settings.DATA) / name
        found = sorted(kept.rglob("*")) if kept.is_dir() else [kept]
        files |= {str(path.relative_to(settings.DATA)): path for path in found if path.is_file()}
    return files


def _write(file: Any, contents: dict[str, Path], *, at: datetime) -> None:
    manifest = {
        "product": "lianxin",
        "version": version("lianxin"),
        "made_at": at.isoformat(),
        "sha256": {name: _checksum(path) for name, path in contents.items()},
    }
    written = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        entry = tarfile.TarInfo("manifest.json")
        entry.size, entry.mtime = len(written), int(at.timestamp())
        archive.addfile(entry, io.BytesIO(written))
        for name, path in contents.items():
            archive.add(path, arcname=name, recursive=False)


def _copy_database(folder: Path) -> Path:
    if connection.vendor != "sqlite":
        return _dump_postgres(folder / POSTGRES_NAME)
    copy = folder / SQLITE_NAME
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


def _dump_postgres(target: Path) -> Path:
    _postgres("pg_dump", "--format=custom", f"--file={target}")
    return target


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database of the settings."""
    if not shutil.which(program):
        raise NotPossible(f"{program} is missing: install the package postgresql-client.")
    database = connection.settings_dict
    given = {
        "PGDATABASE": database["NAME"],
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
    }
    env = {**os.environ, **{name: value for name, value in given.items() if value}}
    done = subprocess.run(  # noqa: S603  our own arguments
        [program, *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotPossible(f"{program} did not succeed:\n{done.stderr}")


def bring_back(source: Path, *, at: datetime) -> Path | None:
    """Put the archive's data in place of the present data. Web and worker must be stopped.

    What was in the data folder is moved aside, never deleted: the answer says where to. Nothing
    is touched unless every file of the archive is whole.
    """
    data = Path(settings.DATA)
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data.parent) as folder:
        unpacked = Path(folder) / "data"
        _unpack(source, unpacked)
        dump = unpacked / POSTGRES_NAME
        _require_same_kind(is_dump=dump.exists())
        connection.close()
        if dump.exists():
            _postgres("pg_restore", "--clean", "--if-exists", "--no-owner",
                      f"--dbname={connection.settings_dict['NAME']}", str(dump))  # fmt: skip
            dump.unlink()
        aside = _move_aside(data, at=at)
        unpacked.rename(data)
    return aside


def _move_aside(data: Path, *, at: datetime) -> Path | None:
    if not data.exists():
        return None
    aside = data.with_name(f"{data.name}.before-{at:%Y%m%d-%H%M%S}")
    return data.rename(aside)


def _unpack(source: Path, folder: Path) -> None:
    """Unpack and compare with the manifest. Raises `NotPossible` if a file is not as it was."""
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError) as problem:
        raise NotPossible(f"{source} is not a whole backup of Lianxin: {problem}") from problem
    for name, checksum in manifest["sha256"].items():
        path = folder / name
        if not path.is_file() or _checksum(path) != checksum:
            raise NotPossible(f"{name} in {source} is damaged; nothing was changed.")
    (folder / "manifest.json").unlink()
    folder.chmod(0o750)


def _require_same_kind(*, is_dump: bool) -> None:
    if is_dump == (connection.vendor != "sqlite"):
        return
    kept, present = ("PostgreSQL", "SQLite") if is_dump else ("SQLite", "PostgreSQL")
    raise NotPossible(
        f"The backup holds a {kept} database, but LIANXIN_DATABASE_URL names a {present} one."
    )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
