"""Promises as steps of what came of what, with the picture of what was built."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lianxin.commitments import policy, queries
from lianxin.commitments.models import Evidence, EvidenceKind, PhotoState
from lianxin.commitments.queries import Known
from lianxin.commitments.states import CommitmentState
from lianxin.web.commitments import build, words
from lianxin.web.following.steps import Shown, Viewer, shows


@shows("commitments.commitment", _("承诺"), hidden=_("还没有公布的一条承诺"))
def promises(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    visible = policy.visible_to(viewer.user, viewer.district_id, on=viewer.on)
    rows = visible.filter(pk__in=ids).select_related("programme", "owner")
    found = queries.known(viewer.district_id, rows, on=viewer.on)
    pictures = _pictures(viewer.district_id, [each.row.pk for each in found])
    return {each.row.pk: _shown(each, pictures.get(each.row.pk)) for each in found}


def _shown(found: Known, picture: Evidence | None) -> Shown:
    row = found.row
    is_public = row.state != CommitmentState.PLANNED
    is_open = row.state in (CommitmentState.PLANNED, CommitmentState.RUNNING)
    photo = None
    if picture is not None:
        picture.commitment = row
        photo = build.photos(row, [picture])[0]
    return Shown(
        title=row.title,
        url=build.public_url(row) if is_public else build.own_url(row),
        state=f"{words.word(found)} {found.percent}%",
        level=words.level(found),
        on=row.settled_on or row.updated_on or row.published_on or row.due_on,
        unit=row.owner,
        until=row.due_on if is_open else None,
        photo=photo,
        text=row.outcome_note,
    )


def _pictures(district_id: int, ids: Collection[UUID]) -> dict[UUID, Evidence]:
    """The newest of each."""
    rows = Evidence.objects.filter(
        district_id=district_id, commitment__in=ids, kind=EvidenceKind.PHOTO,
        state=PhotoState.READY,
    )  # fmt: skip
    return {row.commitment_id: row for row in rows.order_by("added_at", "pk")}
