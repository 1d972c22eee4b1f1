"""A case as a step of what came of what: to who filed it, to staff, and once it is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases import policy
from lianxin.cases.models import Case, Photo, PhotoState
from lianxin.cases.states import State
from lianxin.kernel import privacy
from lianxin.web import parts
from lianxin.web.following.steps import Shown, Viewer, shows
from lianxin.web.me import words


@shows("cases.case", gettext_lazy("诉求"), hidden=gettext_lazy("居民反映的一件事"))
def cases(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    own = Q(published_at__isnull=False) | Q(pk__in=viewer.opened)
    if viewer.user.is_authenticated:
        own |= Q(requester__user=viewer.user.pk)
    of = Case.objects.filter(district_id=viewer.district_id, pk__in=ids)
    hers = of.filter(own).select_related("lead", "requester").defer("lead__place__shape")
    found = {case.pk: _told(viewer, case) for case in hers}
    if viewer.user.is_authenticated:
        staff = policy.visible_to(viewer.user, on=viewer.on)
        rows = staff.filter(district_id=viewer.district_id, pk__in=ids).select_related("lead")
        found |= {case.pk: _inside(case) for case in rows}
    return found


def _told(viewer: Viewer, case: Case) -> Shown:
    """To whom it is for, and to everybody."""
    is_hers = case.pk in viewer.opened or (
        viewer.user.is_authenticated and case.requester.user_id == viewer.user.pk
    )
    if not is_hers:
        return _shown(case, case.public_subject, reverse("town:published_case", args=[case.ref]))
    at = [case.ref, privacy.tracking_code(case.pk)]
    return _shown(
        case, case.subject, reverse("me:case", args=at), stands=str(words.STANDS[case.state]),
        photo=_photo(case),
    )  # fmt: skip


def _inside(case: Case) -> Shown:
    return _shown(case, case.subject, reverse("cases:detail", args=[case.ref]))


def _shown(
    case: Case, title: str, url: str, *, stands: str = "", photo: parts.Photo | None = None
) -> Shown:
    return Shown(
        title=title, url=url, state=stands or str(State(case.state).label),
        level=words.LEVELS.get(case.state, ""), on=timezone.localdate(case.received_at),
        unit=case.lead, photo=photo,
    )  # fmt: skip


def _photo(case: Case) -> parts.Photo | None:
    """The first that she sent."""
    own = Photo.objects.filter(
        district_id=case.district_id, case=case, is_public=True, state=PhotoState.READY
    )
    first = own.order_by("is_proof", "added_at", "pk").first()
    if first is None:
        return None
    at = [case.ref, privacy.tracking_code(case.pk), first.pk]
    url = reverse("me:photo", args=at)
    return parts.Photo(url=url, alt=_("您拍的照片"), thumbnail_url=f"{url}?size=small")
