"""What every page knows of a claim: how its state looks, and those that this browser remembers,
so that a receipt is found again without its link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.exchange import codes
from lianxin.exchange.actions.claiming import Receipt
from lianxin.exchange.codes import Holder
from lianxin.exchange.models import Claim, Qualification
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel import privacy
from lianxin.web.respond import Request

COOKIE: Final = "lianxin_orders"
MONTHS: Final = timedelta(days=60)
MOST: Final = 8
MOST_PAPERS: Final = 50
LEVELS = {
    ClaimState.ASKED: "wait",
    ClaimState.OFFERED: "wait",
    ClaimState.WAITING: "wait",
    ClaimState.SHORTLISTED: "good",
    ClaimState.ACCEPTED: "good",
    ClaimState.HELD: "good",
    ClaimState.DELIVERED: "wait",
    ClaimState.DONE: "good",
    ClaimState.CANCELLED: "quiet",
    ClaimState.MISSED: "quiet",
    ClaimState.REFUSED: "bad",
}

APPLIED: Final = {
    ClaimState.ASKED: _("等答复"),
    ClaimState.HELD: _("已通过"),
    ClaimState.CANCELLED: _("已撤回"),
}
"""What an application is called where an order is called otherwise."""


def state_of(claim: Claim) -> str:
    """How it stands, in words."""
    state = ClaimState(claim.state)
    is_applied = claim.shape in (Shape.APPLICATION, Shape.INTEREST)
    return str(APPLIED.get(state, state.label) if is_applied else state.label)


@dataclass(frozen=True)
class Kept:
    """An order that this browser remembers."""

    url: str
    ref: str
    subject: str
    state: str
    level: str


@dataclass(frozen=True)
class Paper:
    """A certificate of a course that is hers."""

    title: str
    course: str
    state: str
    level: str
    check_url: str
    pdf_url: str


def papers(request: Request) -> list[Paper]:
    """Hers by her account, and of the places that this browser remembers. The latest first. One
    query, none for a stranger."""
    mine = Q()
    if request.user.is_authenticated:
        mine |= Q(user=request.user.pk)
    if codes_of := dict(mark.split("=", 1) for mark in _marks(request)):
        mine |= Q(claim__ref__in=codes_of)
    if not mine:
        return []
    every = Qualification.objects.filter(mine, district_id=request.district.pk)
    found = every.select_related("claim", "issuer").order_by("-pk")[:MOST_PAPERS]
    return [
        paper(one)
        for one in found
        if (one.user_id is not None and one.user_id == request.user.pk)
        or codes.holder_of(one.claim, codes_of.get(one.claim.ref, "")) is Holder.RECIPIENT
    ]


def paper_of(claim: Claim) -> Qualification | None:
    mine = Qualification.objects.filter(district_id=claim.district_id, claim=claim)
    return mine.select_related("claim", "issuer").first()


def paper(made: Qualification) -> Paper:
    level = "good" if made.holds(on=timezone.localdate()) else "quiet"
    return Paper(
        made.title, made.course, until(made), level, checked_at(made), downloaded_at(made)
    )


def until(made: Qualification) -> str:
    """How long it holds, in words."""
    if made.revoked_at:
        return gettext("已撤销")
    if made.expires_on is None:
        return gettext("长期有效")
    day = f"{made.expires_on:%Y-%m-%d}"
    if made.is_over(on=timezone.localdate()):
        return gettext("%s 已过期") % day
    return gettext("%s 前有效") % day


def checked_at(made: Qualification) -> str:
    code = privacy.tracking_code(made.pk)
    return reverse("exchange:verify_certificate", args=[made.ref, code])


def downloaded_at(made: Qualification) -> str:
    return reverse("exchange:certificate", args=[made.claim.ref, codes.of(made.claim)])


def claim_by_code(district_id: int, ref: str, code: str) -> Claim | None:
    """The claim that number and code open, by whichever of its codes."""
    found: Claim | None = Claim.objects.filter(district_id=district_id, ref=ref).whole().first()
    return found if found and codes.holder_of(found, code) else None


def remember(answer: HttpResponse, request: Request, receipt: Receipt) -> HttpResponse:
    """Newest first; the oldest falls out."""
    mark = f"{receipt.claim.ref}={receipt.code}"
    marks = [mark, *(one for one in _marks(request) if one != mark)][:MOST]
    answer.set_signed_cookie(
        COOKIE, " ".join([str(request.district.pk), *marks]), salt=COOKIE, max_age=MONTHS,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        path=get_script_prefix(),
    )  # fmt: skip
    return answer


def forget(answer: HttpResponse) -> HttpResponse:
    answer.delete_cookie(COOKIE, path=get_script_prefix(), samesite="Lax")
    return answer


def rows(request: Request) -> list[Kept]:
    """Those remembered that can still be opened. One query, none without the cookie."""
    marks = [mark.split("=", 1) for mark in _marks(request)]
    if not marks:
        return []
    refs = [ref for ref, _code in marks]
    found = Claim.objects.filter(district_id=request.district.pk, ref__in=refs)
    by_ref = {claim.ref: claim for claim in found}
    return list(_rows(by_ref, marks))


def _rows(by_ref: dict[str, Claim], marks: list[list[str]]) -> Iterator[Kept]:
    for ref, code in marks:
        claim = by_ref.get(ref)
        if claim is None or not codes.holder_of(claim, code):
            continue
        state = ClaimState(claim.state)
        yield Kept(
            url=reverse("exchange:receipt", args=[ref, code]),
            ref=ref,
            subject=claim.subject,
            state=state_of(claim),
            level=LEVELS.get(state, ""),
        )


def _marks(request: Request) -> list[str]:
    try:
        told = request.get_signed_cookie(COOKIE, salt=COOKIE, max_age=MONTHS) or ""
    except (KeyError, signing.BadSignature):
        return []
    district, *marks = told.split(" ")
    return [one for one in marks if "=" in one] if district == str(request.district.pk) else []
