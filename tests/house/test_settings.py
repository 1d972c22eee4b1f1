"""What an operator can set is written down, read in one place, and read correctly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lianxin import keys, logs, options
from lianxin.operate.management.commands.list_settings import settings_page

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lianxin"
NOT_FOR_OPERATORS = {
    "LIANXIN_BENCH",
    "LIANXIN_BENCH_DATABASE_URL",
    "LIANXIN_BENCH_ONE",
    "LIANXIN_BENCH_POSTS",
    "LIANXIN_CI",
    "LIANXIN_OPERATOR_PASSWORD",
}


def test_the_manual_lists_every_setting() -> None:
    page = ROOT / "docs" / "operate" / "settings.md"

    assert page.read_text() == settings_page(), "run: make settings"


def test_every_variable_that_is_named_anywhere_is_declared() -> None:
    named = {
        name
        for folder in (SOURCE, ROOT / "tools", ROOT / "bench", ROOT / "docs")
        for path in folder.rglob("*")
        if path.suffix in {".py", ".md", ".html"}
        for name in re.findall(r"LIANXIN_[A-Z]+(?:_[A-Z]+)*", path.read_text())
    }

    assert named - NOT_FOR_OPERATORS <= set(options.declared)


def test_only_the_settings_read_the_environment() -> None:
    readers = {"settings.py", "options.py", "keys.py", "cli.py", "processes.py", "archive.py"}
    writers = {"semantic.py"}  # what a library reads when it is imported
    others = [
        path.name
        for path in SOURCE.rglob("*.py")
        if path.name not in {*readers, *writers, "wsgi.py"} and "os.environ" in path.read_text()
    ]

    assert not others


def test_sqlite_keeps_what_was_acknowledged() -> None:
    entry = options.database("", default=Path("/data/x.sqlite3"))

    assert entry["NAME"] == "/data/x.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in entry["OPTIONS"]["init_command"]


def test_a_postgres_url_may_name_a_socket_and_a_pooler() -> None:
    url = "postgresql://li:p%40ss@/town?host=/run/pg&pgbouncer=1&sslmode=disable"
    entry = options.database(url, default=Path("unused"))

    assert (entry["HOST"], entry["NAME"], entry["PASSWORD"]) == ("/run/pg", "town", "p@ss")
    assert entry["DISABLE_SERVER_SIDE_CURSORS"]
    assert entry["OPTIONS"] == {"sslmode": "disable", "prepare_threshold": None}


def test_another_database_is_refused_with_what_is_expected() -> None:
    with pytest.raises(ImproperlyConfigured, match="expected postgresql:"):
        options.database("mysql://x/y", default=Path("unused"))


def test_mail_is_encrypted_unless_told_otherwise() -> None:
    folder = Path("/data/mail")

    assert options.mail("smtp://a:b@mail.example.cn", folder=folder)["EMAIL_USE_TLS"]
    assert options.mail("smtps://mail.example.cn", folder=folder)["EMAIL_PORT"] == 465
    assert not options.mail("smtp://localhost:25?tls=0", folder=folder)["EMAIL_USE_TLS"]
    assert options.mail("file:", folder=folder)["EMAIL_FILE_PATH"] == "/data/mail"


def test_secrets_are_made_once_and_for_their_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in keys.NAMES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "new" / "secret.key"
    first = keys.read(path)

    assert keys.read(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(set(first.values())) == 2
    assert [p.name for p in path.parent.iterdir()] == ["secret.key"]


def test_a_secret_from_the_environment_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANXIN_SECRET_KEY", "given")

    assert keys.read(tmp_path / "secret.key")["LIANXIN_SECRET_KEY"] == "given"


@pytest.mark.parametrize(
    "text", ["拨打 13812345678 未接", "+86 138-1234-5678", "身份证 37021119900101123X。"]
)
def test_no_telephone_or_identity_number_reaches_the_log(text: str) -> None:
    line = logs.scrub(None, "info", {"event": text, "more": [{"deep": text}]})

    assert not re.search(r"\d{4}", str(line))


def test_other_numbers_stay_in_the_log() -> None:
    event = {"event": "LX-26-00042 took 1234567 µs", "id": "0192f3a0-7c1e-7d11-8000-000000000001"}

    assert logs.scrub(None, "info", dict(event)) == event
