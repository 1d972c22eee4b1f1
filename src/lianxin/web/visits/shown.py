"""Pictures of visits and of hazards, to those who may see the thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from lianxin.visits.models import PhotoState
from lianxin.visits.models.photo import Taken
from lianxin.web.respond import Request


def served(request: Request, photos: Iterable[Taken], pk: UUID) -> HttpResponseBase:
    """The one of `photos`, as it was drawn anew; small for `?size=small`."""
    row: Any = next((one for one in photos if one.pk == pk), None)
    if row is None or row.state != PhotoState.READY:
        raise Http404
    kept = row.thumb if request.GET.get("size") == "small" else row.file
    return FileResponse(default_storage.open(str(kept.name)), content_type="image/jpeg")
