"""A study as a step of what came of what: to who works on it, and once it is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.studies import policy
from lianxin.studies.models import Study
from lianxin.studies.states import ANSWERED
from lianxin.web.following.steps import Shown, Viewer, shows
from lianxin.web.studies import build


@shows("studies.study", _("调研"), hidden=_("一项还没有公开的调研"))
def studies(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    own = policy.visible_to(viewer.user, viewer.district_id, on=viewer.on)
    rows = Study.objects.filter(
        Q(published_at__isnull=False) | Q(pk__in=own.values("pk")),
        district_id=viewer.district_id, pk__in=ids,
    )  # fmt: skip
    return {one.pk: _shown(one) for one in rows.whole()}


def _shown(one: Study) -> Shown:
    level, state = build.level_and_label(one)
    name = "studies:known" if one.published_at else "studies:study"
    return Shown(
        title=one.title, url=reverse(name, args=[one.ref]), state=state, level=level,
        on=timezone.localdate(one.asked_at), unit=one.unit,
        until=None if one.state in ANSWERED else one.due_on,
    )  # fmt: skip
