"""The client-made key of a one-tap form."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest


def key_of(request: HttpRequest) -> UUID | None:
    """The key that was sent, None where it is missing or mangled."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
