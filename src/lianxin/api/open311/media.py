"""Pictures by address alone: what a signed address opens, and how long."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.api.open311.door import Call
from lianxin.cases.models import Photo, PhotoState

SIGNER = signing.Signer(salt="open311.media", sep="~")
HOLDS_DAYS = 7
OPEN, KEYED = "p", "k"


def url(call: Call, photo: Photo, *, is_open: bool) -> str:
    """The address of `photo`, the same all day. An open one holds only while its case is
    published; the others, made for who has a key, hold for a week."""
    day = timezone.localdate(call.at).toordinal()
    kind = OPEN if is_open else KEYED
    signed = SIGNER.sign(f"{photo.district_id}.{photo.pk.hex}.{kind}.{day}")
    return call.request.build_absolute_uri(reverse("open311:media", args=[signed]))


@login_not_required
@require_safe
def media(_request: HttpRequest, signed: str) -> HttpResponseBase:
    """One picture, re-encoded and without its location data."""
    try:
        district_id, pk, kind, day = SIGNER.unsign(signed).split(".")
    except signing.BadSignature as error:
        raise Http404 from error
    age = timezone.localdate() - date.fromordinal(int(day))
    photos = Photo.objects.filter(
        district_id=int(district_id), is_public=True, state=PhotoState.READY
    )
    if kind == OPEN:
        photos = photos.filter(case__published_at__isnull=False, is_proof=True)
    elif age.days > HOLDS_DAYS:
        raise Http404
    photo = get_object_or_404(photos, pk=UUID(pk))
    answer = FileResponse(default_storage.open(str(photo.file.name)), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{photo.pk.hex[-8:]}.jpg"'
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
