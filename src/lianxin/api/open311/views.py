from __future__ import annotations

from pathlib import PurePosixPath
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianxin.api.open311 import door, filing, listing, nearby, services, sight, updates
from lianxin.api.open311.door import Answer, Call
from lianxin.api.open311.faults import UNKNOWN, Fault
from lianxin.api.open311.told import ids_of, page_of
from lianxin.api.open311.writing import TYPES
from lianxin.cases.models import Case, Source


def get_discovery(call: Call) -> Answer:
    return "discovery", services.discovery(call)


def get_services(call: Call) -> Answer:
    return "services", services.rows(call.district)


def get_service(call: Call, code: str) -> Answer:
    found = services.find(call.district, code)
    return "service_definition", services.definition(call.district, found)


def get_requests(call: Call) -> Answer:
    """By number, which goes before all else, or by service, time, status and place; 90 days and
    1,000 rows unless told otherwise."""
    if ids := ids_of(call.told):
        cases = sight.numbered(call, ids)
    else:
        cases = nearby.around(call, sight.listed(call))
        cases = listing.narrowed(cases, call.told, at=call.at)
    found = listing.paged(cases, page_of(call.told))
    return "service_requests", listing.rows(call, sight.seen(call, found, are_listed=not ids))


def get_request(call: Call, ref: str) -> Answer:
    found = list(listing.touched(sight.numbered(call, [ref.upper()])))
    if not found:
        raise Fault(UNKNOWN, _("没有编号为“%s”的诉求，或者还没有公开。") % ref[:40])
    return "service_requests", listing.rows(call, sight.seen(call, found, are_listed=False))


def post_request(call: Call) -> Answer:
    receipt = filing.file(call)
    return "service_requests", [filing.answer(call, receipt)]


def get_token(call: Call, token: str) -> Answer:
    """The number of what was filed under an `Idempotency-Key`, for an app that lost the answer."""
    try:
        key = UUID(token)
    except ValueError:
        key = None
    case = (
        Case.objects.filter(district_id=call.district.pk, key=key, source=Source.API).first()
        if key
        else None
    )
    if case is None:
        raise Fault(UNKNOWN, _("没有这个 token：用它登记的诉求不存在。"))
    return "service_requests", [{"service_request_id": case.ref, "token": token}]


def get_updates(call: Call) -> Answer:
    return "service_request_updates", updates.rows(call)


def post_update(call: Call) -> Answer:
    return "service_request_updates", [updates.add(call)]


discovery = door.door(get=get_discovery)
all_services = door.door(get=get_services)
service = door.door(get=get_service)
requests = door.door(get=get_requests, post=post_request)
request = door.door(get=get_request)
token = door.door(get=get_token)
request_updates = door.door(get=get_updates, post=post_update)


@door.open_to_all
def unknown(http: HttpRequest) -> HttpResponse:
    """Any other address, or another format."""
    named = PurePosixPath(http.path_info.lower()).suffix.strip(".")
    form = named if named in TYPES else door.form_of(http)
    text = _("没有这个地址。可用的格式是 .xml 和 .json，入口见 /open311/v2/discovery.xml。")
    return door.refused(Fault(UNKNOWN, text), form)
