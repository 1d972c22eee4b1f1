"""Services of other directories, by HSDS: taken in as drafts, and given back whole."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema

from lianxin.api.exchange import found
from lianxin.api.exchange.catalogue import whole
from lianxin.api.exchange.shapes import WholeListingOut
from lianxin.api.hsds import origins
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["exchange"])


class ElsewhereIn(Schema):
    """A service by HSDS 3, as `service.json` has it, with all that is nested in it."""

    provider: str = Field(max_length=60, pattern=PLAIN, description="code of the unit here")
    service: dict[str, Any]


@router.post("/hsds", response={200: WholeListingOut, **FAILURES}, auth=Bearer(Scope.EXCHANGE_ACT))
def take_in(request: ApiRequest, said: ElsewhereIn) -> WholeListingOut:
    """A draft made of a service of another directory. The same `id` once more brings it up to
    date. What our listings have no field for is kept, and given back."""
    at = timezone.now()
    provider = found.unit(request.district.pk, said.provider, field="provider")
    if provider is None:
        raise Refusal(_("请写明由哪个单位或谁提供。"), field="provider")
    listing = origins.take_in(
        request.district, said.service, provider=provider, by=request.user, at=at
    )
    return whole(request, found.listing(request, listing.ref), at=at)


@router.get(
    "/listings/{ref}/hsds",
    response={200: dict[str, Any], **FAILURES},
    auth=Bearer(Scope.EXCHANGE_READ),
)
def give_back(
    request: ApiRequest, ref: Annotated[str, Path(max_length=20, pattern=PLAIN)]
) -> dict[str, Any]:
    """A listing of a unit by HSDS 3, also before it is published."""
    listing = found.listing(request, ref)
    if listing.provider is None:
        raise Http404
    return origins.whole(listing, request.district, at=timezone.now())
