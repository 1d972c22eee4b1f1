"""What is backed up comes back, and a damaged backup changes nothing."""

from __future__ import annotations

import datetime as dt
import json
import tarfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from pytest_django import Settings

from lianxin.operate import archive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder with secrets and one upload."""
    folder = tmp_path / "data"
    (folder / "media" / "2026").mkdir(parents=True)
    (folder / "media" / "2026" / "灯.jpg").write_bytes(b"picture")
    (folder / "secret.key").write_text("LIANXIN_SECRET_KEY=a\nLIANXIN_SALT_KEY=b\n")
    settings.DATA = folder
    return folder


def test_everything_comes_back_and_the_former_data_is_kept(
    data: Path, tmp_path: Path, noon: dt.datetime
) -> None:
    get_user_model().objects.create(username="before")
    kept = archive.back_up(tmp_path, at=noon)
    (data / "secret.key").write_text("overwritten")

    aside = archive.bring_back(kept, at=noon)

    assert (data / "secret.key").read_text().startswith("LIANXIN_SECRET_KEY=a")
    assert (data / "media" / "2026" / "灯.jpg").read_bytes() == b"picture"
    assert aside is not None
    assert (aside / "secret.key").read_text() == "overwritten"


def test_only_its_owner_can_read_a_backup(data: Path, tmp_path: Path, noon: dt.datetime) -> None:
    kept = archive.back_up(tmp_path, at=noon)

    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.name == "lianxin-20260302-120000.tar.gz"


def test_the_manifest_names_every_file(data: Path, tmp_path: Path, noon: dt.datetime) -> None:
    with tarfile.open(archive.back_up(tmp_path, at=noon)) as opened:
        names = set(opened.getnames())
        manifest = opened.extractfile("manifest.json")
        assert manifest is not None
        listed = json.load(manifest)["sha256"]

    assert names == {"manifest.json", *listed}
    assert {"secret.key", "media/2026/灯.jpg"} < names


def test_nothing_is_written_over(data: Path, tmp_path: Path, noon: dt.datetime) -> None:
    archive.back_up(tmp_path, at=noon)

    with pytest.raises(archive.NotPossible, match="there already"):
        archive.back_up(tmp_path, at=noon)


@pytest.mark.parametrize("name", ["new", "deep/er", "dots.in.it", "backup.tgz"])
def test_what_is_not_named_as_an_archive_is_a_folder(
    data: Path, tmp_path: Path, noon: dt.datetime, name: str
) -> None:
    kept = archive.back_up(tmp_path / name, at=noon)

    assert kept == tmp_path / name / "lianxin-20260302-120000.tar.gz"
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_an_archive_is_named_as_one_wishes(data: Path, tmp_path: Path, noon: dt.datetime) -> None:
    wanted = tmp_path / "before" / "upgrade.tar.gz"

    assert archive.back_up(wanted, at=noon) == wanted
    assert wanted.is_file()


def test_a_file_is_no_folder_to_back_up_into(
    data: Path, tmp_path: Path, noon: dt.datetime
) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(archive.NotPossible, match=r"is no folder.*ends with \.tar\.gz"):
        archive.back_up(tmp_path / "notes.txt", at=noon)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_damaged_backup_changes_nothing(data: Path, tmp_path: Path, noon: dt.datetime) -> None:
    kept = archive.back_up(tmp_path / "whole.tar.gz", at=noon)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(kept.read_bytes()[:-200])

    with pytest.raises(archive.NotPossible, match="not a whole backup"):
        archive.bring_back(cut, at=noon)

    assert (data / "secret.key").exists()
