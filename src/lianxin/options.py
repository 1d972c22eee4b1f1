"""What an operator can set: every LIANXIN_* variable, declared where `settings` reads it.

Each reader notes its name, default and meaning in `declared`; the manual's list of settings is
written from there, so the two cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

SQLITE_SETUP = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
)


@dataclass(frozen=True)
class Option:
    name: str
    default: str
    about: str


declared: dict[str, Option] = {}
_env = Env()


def read_file(path: Path) -> None:
    """Take the variables of `path`, if it is there. What the environment says goes before it."""
    if path.is_file():
        _env.read_env(str(path), recurse=False)


def text(name: str, default: str = "", *, about: str) -> str:
    value: str = _env.str(_declare(name, default, about), default)
    return value


def switch(name: str, *, default: bool, about: str) -> bool:
    value: bool = _env.bool(_declare(name, str(int(default)), about), default)
    return value


def number(name: str, default: int, *, about: str) -> int:
    value: int = _env.int(_declare(name, str(default), about), default)
    return value


def words(name: str, default: str = "", *, about: str) -> list[str]:
    """A list separated by commas."""
    written = text(name, default, about=about)
    return [word.strip() for word in written.split(",") if word.strip()]


def mapping(name: str, *, about: str) -> dict[str, Any]:
    """A JSON object."""
    value = _env.json(_declare(name, "{}", about), {})
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f"{name} must be a JSON object, such as {{}}")
    return value


def _declare(name: str, default: str, about: str) -> str:
    declared[name] = Option(name, default, about)
    return name


def database(url: str, *, default: Path) -> dict[str, Any]:
    """Django's entry for `url`, postgresql://user:password@host/name; SQLite when it is empty.

    `?pgbouncer=1` leaves out what a transaction pooler cannot carry (prepared statements and
    server-side cursors); other parameters go to the driver as they are.
    """
    parts = urlsplit(url)
    if not url:
        return _sqlite(default)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"LIANXIN_DATABASE_URL starts with {parts.scheme}:, expected postgresql://"
        raise ImproperlyConfigured(message)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    pooled = options.pop("pgbouncer", "0") == "1"
    if pooled:
        options["prepare_threshold"] = None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "lianxin.kernel.database.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_SETUP},
    }


def mail(url: str, *, folder: Path) -> dict[str, Any]:
    """Django's mail settings for smtp://, smtps:// (TLS from the start), console: or file:.

    smtp:// turns to TLS with STARTTLS unless the URL ends with ?tls=0.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path or str(folder),
        }
    if parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(
            f"LIANXIN_EMAIL_URL starts with {parts.scheme}:,"
            " expected smtp:, smtps:, file: or console:"
        )
    ssl = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if ssl else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": not ssl and dict(parse_qsl(parts.query)).get("tls") != "0",
        "EMAIL_TIMEOUT": 10,
    }
