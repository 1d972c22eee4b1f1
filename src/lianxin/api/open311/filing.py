"""From what an app sends to a case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.api.open311 import places, services
from lianxin.api.open311.door import Call
from lianxin.api.open311.faults import BAD, UNKNOWN, Fault, of_refusal
from lianxin.api.open311.told import Told
from lianxin.api.open311.writing import Value
from lianxin.cases.actions import handling, intake
from lianxin.cases.actions.intake import MAX_TEXT, Contact, Receipt, Report
from lianxin.cases.actions.photos import Upload
from lianxin.cases.models import NEVER, Case, Source
from lianxin.cases.rules import CaseClass
from lianxin.forms import answers
from lianxin.forms.definition import Kind
from lianxin.kernel import throttle
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network import districts
from lianxin.network.models import Scope, Token

MOST, PER = 600, timedelta(hours=1)  # calls that write, for each key
LONGEST_NAME, LONGEST_PHONE, LONGEST_EMAIL, LONGEST_URL = 60, 40, 254, 500
MOST_LINKS = 20
LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
HAN = re.compile(r"[\u3400-\u9fff]")
TRIED = UUID("6d3b7c8e-8f7f-5b53-9d0e-3f1c7a9e2b41")


def file(call: Call) -> Receipt:
    """File what the call tells for its requester. The test endpoint does all of it and takes it
    back. Raises `Fault` with everything that is wrong, or `Refusal`."""
    token = call.require_key(Scope.CASES_FILE)
    throttle.hit("open311", str(token.pk), limit=MOST, per=PER, at=call.at)
    report = _report(call)
    with transaction.atomic():
        receipt = _opened(call, token, report)
        if receipt.is_new:
            _keep_link(call, receipt.case)
        if call.is_trial:
            transaction.set_rollback(True)
    return receipt


def answer(call: Call, receipt: Receipt) -> Mapping[str, Value]:
    return {
        "service_request_id": receipt.case.ref,
        "service_notice": _notice(call, receipt),
        "account_id": None,
    }


def key_of(call: Call, told: str, *about: str) -> UUID:
    """The key under which a write is done once: a UUID that the client made is taken as it is,
    any other text is the client's own; without one, each call is a new one."""
    if not told:
        return new_id()
    try:
        key = UUID(told)
    except ValueError:
        key = TRIED
    is_plain = not about and key != TRIED
    return (
        key
        if is_plain
        else uuid5(TRIED, "\n".join([str(call.user and call.user.pk), *about, told]))
    )


def tracking_url(call: Call, receipt: Receipt) -> str:
    path = f"/track/{receipt.case.ref}/{receipt.code}/"
    return districts.address(call.district, path)


def uploads_of(call: Call) -> list[Upload]:
    """Every file of the call: the standard names no field, and clients differ."""
    lists = dict(call.request.FILES.lists()).values()
    files: Sequence[UploadedFile[Any]] = [file for found in lists for file in found]
    return [Upload(str(f.name), f.size or 0, cast("BinaryIO", f)) for f in files]


def links_of(told: Told) -> list[str]:
    """Each `media_url`: kept and shown to staff, but never fetched."""
    urls = told.every("media_url")
    if any(len(url) > LONGEST_URL for url in urls) or len(urls) > MOST_LINKS:
        facts = {"most": MOST_LINKS, "length": LONGEST_URL}
        raise Fault(BAD, _("media_url 最多 %(most)d 个，每个最多 %(length)d 个字。") % facts)
    if not all(LINK.fullmatch(url) for url in urls):
        raise Fault(BAD, _("media_url 须是 http:// 或 https:// 开头的网址。"))
    return urls


def _opened(call: Call, token: Token, report: Report) -> Receipt:
    key = key_of(call, call.request.headers.get("Idempotency-Key", "").strip())
    receipt = intake.open_case(
        call.district, report, key=key, source=Source.API, at=call.at, by=call.user
    )
    if receipt.case.relayed_by_id != token.user_id:
        raise Fault(BAD, _("这个 Idempotency-Key 已被别人用过，请换一个新的 UUID。"))
    return receipt


def _report(call: Call) -> Report:
    """Everything that is wrong is told at once."""
    told, faults = call.told, list[Fault]()

    def read(part: Any, *args: Any) -> Any:
        try:
            return part(*args)
        except Refusal as refusal:
            faults.append(of_refusal(refusal))
        except Fault as fault:
            faults.append(fault)

    service = read(services.find, call.district, told.one("service_code"))
    spot = read(places.spot_of, told, call.district)
    text = read(told.one, "description")
    contact = read(_contact, told)
    read(_require_short, text or "")
    read(links_of, told)
    values = read(_answers, call, service) if service else None
    if faults:
        unknown = [fault for fault in faults if fault.status == UNKNOWN]
        texts = [text for fault in faults for text in fault.descriptions]
        raise Fault(UNKNOWN if unknown else BAD, *texts)
    return Report(
        text=text or str(service.label),
        place=spot.place,
        address=spot.address,
        lon=spot.lon,
        lat=spot.lat,
        kind=service.kind,
        class_code=service.code,
        contact=contact,
        photos=() if call.is_trial else uploads_of(call),
        answers=values,
    )


def _require_short(text: str) -> None:
    if len(text) > MAX_TEXT:
        said = _("description 最多 %(most)d 个字，现在有 %(found)d 个。")
        raise Fault(BAD, said % {"most": MAX_TEXT, "found": len(text)})


def _contact(told: Told) -> Contact:
    first, last = told.one("first_name"), told.one("last_name")
    name = f"{last}{first}" if HAN.search(first + last) else f"{first} {last}".strip()
    if len(name) > LONGEST_NAME:
        raise Fault(BAD, _("姓名最多 %d 个字。") % LONGEST_NAME)
    email = told.one("email", most=LONGEST_EMAIL)
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Fault(BAD, _("email 不是一个邮箱地址。")) from error
    phone = told.one("phone", most=LONGEST_PHONE)
    return Contact(name=name, phone=phone, email=email, language=get_language() or "")


def _answers(call: Call, service: CaseClass) -> Mapping[str, Any] | None:
    """What was answered to the questions of the service; what answers none is not kept."""
    asked = services.questions_of(call.district, service)
    if asked is None:
        return None
    told = {
        name: _choices(values) if asked.by_name[name].kind == Kind.SELECT_MULTIPLE else values
        for name, values in call.told.attributes().items()
        if name in asked.by_name
    }
    answers.validate(asked, told, at=call.at)  # so that it is refused together with the rest
    return told


def _choices(values: Sequence[str]) -> list[str]:
    """Several in one, as some clients send them: "wire,pole"."""
    return [part for value in values for part in value.split(",")]


def _keep_link(call: Call, case: Case) -> None:
    if urls := links_of(call.told):
        note = _("应用附上的照片链接：%s") % "\n".join(urls)
        handling.note(case, note=note, by=None, at=call.at)


def _notice(call: Call, receipt: Receipt) -> str:
    if call.is_trial:
        return _("这是测试接口：内容已检查，没有登记。")
    due_at, url = receipt.case.next_due_at, tracking_url(call, receipt)
    if due_at == NEVER:
        return _("已收到。查询进度：%s") % url
    said = _("已收到，最迟 %(due)s 有回音。查询进度：%(url)s")
    return said % {"due": f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}", "url": url}
