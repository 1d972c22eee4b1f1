"""The product's own settings, with a folder that is gone afterwards and cheap password hashes."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ["LIANXIN_DATA"] = tempfile.mkdtemp(prefix="lianxin-test-")
os.environ["LIANXIN_HTTPS"] = "0"
os.environ["LIANXIN_HOSTS"] = "testserver,127.0.0.1,localhost"
atexit.register(shutil.rmtree, os.environ["LIANXIN_DATA"], ignore_errors=True)

from lianxin.settings import *  # noqa: E402, F403  after the environment is set
from lianxin.settings import DATA, DATABASES, STORAGES  # noqa: E402  as above

(DATA / "static").mkdir()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, so that two connections meet as they do in production; no need to reach the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
