"""The reference: the least that a Django view can do and keep what it was told.

No middleware, no checks: it reads JSON and inserts one row of its own table, into the same
database with the same settings, served by the same server.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any, ClassVar

import django
from django.conf import settings
from django.http import HttpRequest, JsonResponse  # noqa: TID251  a face of its own

from lianxin import options

DATABASE = options.database(
    os.environ.get("LIANXIN_DATABASE_URL", ""),
    default=Path(os.environ["LIANXIN_DATA"]) / "lianxin.sqlite3",
)
settings.configure(
    DATABASES={"default": DATABASE},
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=[],
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.urls import path


class Note(models.Model):
    id = models.UUIDField(primary_key=True)
    text = models.TextField()
    objects: ClassVar[models.Manager[Note]]

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.text


def note(request: HttpRequest) -> JsonResponse:
    said: dict[str, Any] = json.loads(request.body)
    Note.objects.create(id=uuid.UUID(said["key"]), text=said["text"])
    return JsonResponse({"id": said["key"]}, status=201)


urlpatterns = [path("note", note)]
application = get_wsgi_application()


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Note)
