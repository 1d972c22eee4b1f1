"""Deeds that bring pictures, as multipart/form-data; each is as its verb without them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Path, Router, Schema
from ninja.files import UploadedFile

from lianxin.api import filing
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.whole import WholeOut
from lianxin.cases import policy
from lianxin.cases.actions import handling, requester, verifying
from lianxin.cases.actions.photos import Upload
from lianxin.cases.models import Case
from lianxin.kernel.refusals import Repeated
from lianxin.network.models import Scope, User

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
MOST = 10  # files; the deed itself refuses more than it takes
router = Router()


class PictureVerb(StrEnum):
    photo = "photo"
    passed = "pass"
    add = "add"
    supply = "supply"


class PictureIn(Schema):
    key: UUID | None = Field(None, description="the same key again is done once")
    note: str = Field("", max_length=4000, pattern=PLAIN)
    is_public: bool = Field(default=True, description="of `photo`: the requester may see them")


@router.post(
    "/cases/{ref}/pictures/{verb}",
    response={200: WholeOut, **FAILURES},
    auth=Bearer(Scope.CASES_ACT),
)
def do_with_pictures(
    request: ApiRequest,
    ref: Annotated[str, Path(max_length=20, pattern=PLAIN)],
    verb: PictureVerb,
    said: Annotated[PictureIn, Form()],
    files: Annotated[list[UploadedFile], File(max_length=MOST)],
) -> WholeOut:
    """Add pictures of the work, or pass, supply and add with pictures."""
    at, user = timezone.now(), request.user
    rows = policy.visible_to(user, on=timezone.localdate(at)).whole()
    case: Case = get_object_or_404(rows.select_related("into", "parent", "handler"), ref=ref)
    policy.require(user, verb.value, case, on=timezone.localdate(at))
    try:
        _do(verb, case, said, filing.uploads_of(files), by=user, at=at)
    except Repeated:
        case.refresh_from_db()
    return WholeOut.whole(case, to=user, at=at)


def _do(
    verb: PictureVerb,
    case: Case,
    said: PictureIn,
    uploads: list[Upload],
    *,
    by: User,
    at: datetime,
) -> None:
    note, key = said.note, said.key
    match verb:
        case PictureVerb.photo:
            public = said.is_public
            handling.add_photos(case, uploads=uploads, is_public=public, by=by, at=at, key=key)
        case PictureVerb.passed:
            verifying.verify(case, remark=note, uploads=uploads, by=by, at=at, key=key)
        case PictureVerb.add:
            requester.add(case, note=note, uploads=uploads, by=by, at=at, key=key)
        case PictureVerb.supply:
            requester.supply(case, note=note, uploads=uploads, by=by, at=at, key=key)
