"""From what a program sends to a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status
from ninja.files import UploadedFile

from lianxin.api.shapes import CaseIn, ReceiptOut
from lianxin.api.tokens import ApiRequest
from lianxin.cases.actions import intake
from lianxin.cases.actions.intake import Contact, Report
from lianxin.cases.actions.photos import Upload
from lianxin.cases.models import Source
from lianxin.kernel.refusals import Refusal
from lianxin.network import geo
from lianxin.network import queries as network
from lianxin.network.models import Place


def file(
    request: ApiRequest, said: CaseIn, files: Sequence[UploadedFile] = ()
) -> Status[ReceiptOut]:
    report = Report(
        text=said.text,
        place=_place(request, said),
        subject=said.subject,
        address=said.address,
        lon=said.lon if said.lat is not None else None,
        lat=said.lat if said.lon is not None else None,
        kind=said.kind,
        class_code=said.class_code,
        answers=said.answers,
        contact=Contact(**said.contact.dict()),
        photos=uploads_of(files),
    )
    receipt = intake.open_case(
        request.district,
        report,
        key=said.key,
        source=Source.API,
        at=timezone.now(),
        by=request.user,
    )
    answer = ReceiptOut(ref=receipt.case.ref, code=receipt.code, is_new=receipt.is_new)
    return Status(201 if receipt.is_new else 200, answer)


def uploads_of(files: Sequence[UploadedFile]) -> list[Upload]:
    return [Upload(str(f.name), f.size or 0, cast("BinaryIO", f)) for f in files]


def _place(request: ApiRequest, said: CaseIn) -> Place:
    district_id = request.district.pk
    if said.place:
        place = network.place_coded(district_id, said.place)
    elif said.lon is not None and said.lat is not None:
        place = geo.place_at(district_id, said.lon, said.lat)
    else:
        place = None
    if place is None:
        raise Refusal(_("请给出本辖区内的地点代码，或者经纬度。"), field="place")
    return place
