"""An installation that is not set up as it must be says so, and how to put it right."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from lianxin import checks


def test_the_shipped_settings_are_fit_to_serve(settings: Settings) -> None:
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 3600
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

    call_command("check", deploy=True, fail_level="WARNING", databases=["default"])


def test_a_site_without_a_name_answers_nobody(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = []

    assert [found.id for found in checks.check_hosts()] == ["lianxin.E001"]


def test_secrets_that_others_can_read_are_no_secrets(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    key = tmp_path / "secret.key"
    key.touch(mode=0o600)
    assert not checks.check_data_folder()

    key.chmod(0o644)

    assert [found.hint for found in checks.check_data_folder()] == [f"Run: chmod 600 {key}"]


def test_an_old_sqlite_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 31, 1))
    monkeypatch.setattr(connection, "vendor", "sqlite")

    assert [found.id for found in checks.check_database(databases=["default"])] == ["lianxin.E003"]


def test_links_of_a_public_site_are_https(settings: Settings) -> None:
    settings.HTTPS = True
    settings.ALLOWED_HOSTS = ["lianxin.example.cn"]
    settings.SITE_URL = "http://lianxin.example.cn"

    assert [found.id for found in checks.check_site_url()] == ["lianxin.W005"]
