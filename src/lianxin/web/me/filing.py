"""Take in one report: count the try, file the case, and say how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import intake
from lianxin.cases.actions.intake import Receipt
from lianxin.kernel import throttle
from lianxin.kernel.refusals import Refusal, TooMany
from lianxin.web.address import client_address
from lianxin.web.me.forms import ReportForm
from lianxin.web.respond import Request

MOST, PER = 60, timedelta(hours=1)  # Signalen


@dataclass(frozen=True)
class Filed:
    """`receipt` is None when nothing was taken in; then the form says why."""

    receipt: Receipt | None
    status: int
    retry_after: int = 0


def file(request: Request, form: ReportForm, *, source: str) -> Filed:
    """The count of tries and the case are one transaction; a refused case leaves its count."""
    is_valid, now = form.is_valid(), timezone.now()
    try:
        with transaction.atomic():
            throttle.hit("intake", client_address(request), limit=MOST, per=PER, at=now)
            receipt = _open(request, form, source=source, at=now) if is_valid else None
    except TooMany as refusal:
        form.refuse(refusal)
        return Filed(None, 429, refusal.retry_after)
    if receipt is None:
        return Filed(None, 422)
    if not receipt.is_new and receipt.case.text != form.report.text:
        return _another(form, receipt)
    return Filed(receipt, 201 if receipt.is_new else 200)


def _open(request: Request, form: ReportForm, *, source: str, at: datetime) -> Receipt | None:
    key = form.cleaned_data["key"]
    try:
        return intake.open_case(request.district, form.report, key=key, source=source, at=at)
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def _another(form: ReportForm, receipt: Receipt) -> Filed:
    """A form that was sent, gone back to and written anew: its text must not get lost."""
    text = _("这张表单已经交过一次，编号是 %s。如果这是另一件事，请再点一次“提交反映”。")
    form.refuse(Refusal(text % receipt.case.ref))
    form.renew()
    return Filed(None, 409)
