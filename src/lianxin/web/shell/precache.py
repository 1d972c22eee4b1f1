"""What the service worker keeps, so that the frame opens without a network."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

LIGHT = 20_000  # bytes; charts and maps are kept when first used, not before


def script() -> str:
    return _built("build/sw.js").read_text(encoding="utf-8")


def shell(*, home: str, offline_url: str) -> dict[str, object]:
    """The addresses to keep, and a version that changes with any of them."""
    addresses = [
        offline_url,
        static("build/app.css"),
        static("build/app.js"),
        static("shell/mark.svg"),
        *(f"{settings.STATIC_URL}build/chunks/{name}" for name in _light_chunks()),
    ]
    known = "\n".join([*addresses, script()])
    version = hashlib.sha256(known.encode()).hexdigest()[:12]
    return {"home": home, "version": version, "offline": offline_url, "urls": addresses}


@lru_cache(maxsize=1)
def _light_chunks() -> list[str]:
    chunks = _built("build/app.js").parent / "chunks"
    return sorted(path.name for path in chunks.glob("*.js") if path.stat().st_size < LIGHT)


def _built(name: str) -> Path:
    """A file of the front-end build. Raises `FileNotFoundError` when it has not been built."""
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"{name} is missing: build the front end (make run does it).")
    return Path(str(found))
