"""One text for everybody whom a matter concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.cases import policy
from lianxin.cases.actions import bulletins
from lianxin.cases.models import Bulletin, BulletinCase
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope

MOST = 1000
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
router = Router()
Ref = Annotated[str, Field(max_length=20, pattern=PLAIN)]


class BulletinIn(Schema):
    """The same `key` again is the same bulletin."""

    key: UUID
    text: str = Field(max_length=bulletins.LONGEST, pattern=PLAIN)
    cases: list[Ref] = Field(min_length=1, max_length=MOST, description="numbers")


class BulletinOut(Schema):
    id: UUID
    text: str
    at: datetime
    cases: int = Field(description="open ones, with those joined to them")
    told: int = Field(description="so many it has been carried to; the worker goes on")

    @classmethod
    def of(cls, row: Bulletin) -> BulletinOut:
        cases = BulletinCase.objects.filter(district_id=row.district_id, bulletin=row)
        told = cases.filter(told_at__isnull=False)
        return cls(id=row.pk, text=row.text, at=row.at, cases=cases.count(), told=told.count())


@router.post("/bulletins", response={200: BulletinOut, **FAILURES}, auth=Bearer(Scope.CASES_ACT))
def publish(request: ApiRequest, said: BulletinIn) -> BulletinOut:
    """Attach a text to cases and tell each requester once. For the dispatchers of them all."""
    at = timezone.now()
    wanted = {ref.strip().upper() for ref in said.cases}
    visible = policy.visible_to(request.user, on=timezone.localdate(at)).filter(ref__in=wanted)
    if missing := wanted - set(visible.values_list("ref", flat=True)):
        raise Refusal(_("没有找到这些诉求：%s") % _("、").join(sorted(missing)), field="cases")
    row = bulletins.publish(
        visible,
        district_id=request.district.pk,
        text=said.text,
        by=request.user,
        at=at,
        key=said.key,
    )
    return BulletinOut.of(row)
