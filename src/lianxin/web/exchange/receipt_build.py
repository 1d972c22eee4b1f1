"""Fill the page of one order for whoever holds a code of it: who has the ball, what she can do,
and, where a neighbour ordered, the link that is the recipient's own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.events import queries as events
from lianxin.exchange import codes, queries
from lianxin.exchange.actions import rating
from lianxin.exchange.codes import Holder
from lianxin.exchange.models import Claim, Claimant, Rating, Visit
from lianxin.exchange.states import ENDED, ClaimState, Shape
from lianxin.fulfilment.actions import certifying
from lianxin.kernel import timeline
from lianxin.outbox import letters
from lianxin.web import claims, qr
from lianxin.web.claims import LEVELS, state_of
from lianxin.web.exchange import pages, repeating, taking, words
from lianxin.web.exchange.forms import RateForm
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Fact
from lianxin.web.respond import Request

MOST_VISITS = 200
CANCELLABLE = frozenset(
    {
        ClaimState.ASKED, ClaimState.OFFERED, ClaimState.ACCEPTED, ClaimState.WAITING,
        ClaimState.HELD, ClaimState.SHORTLISTED,
    }
)  # fmt: skip

CANCEL: Mapping[Shape, str | Promise] = {
    Shape.ORDER: gettext_lazy("不需要了，取消"),
    Shape.PLACE: gettext_lazy("来不了，取消"),
    Shape.BOOKING: gettext_lazy("不用了，取消预约"),
    Shape.APPLICATION: gettext_lazy("撤回申请"),
    Shape.INTEREST: gettext_lazy("不对接了，撤回"),
}


def receipt(
    request: Request,
    claim: Claim,
    code: str,
    *,
    is_new: bool = False,
    form: RateForm | None = None,
) -> pages.Receipt:
    """`code` is one of the claim's."""
    holder = codes.holder_of(claim, code) or Holder.HELPER
    is_helper = holder is Holder.HELPER
    state = ClaimState(claim.state)
    rated = Rating.objects.filter(district_id=claim.district_id, claim=claim).first()
    can_cancel = claim.kind not in taking.ELSEWHERE and state in CANCELLABLE
    can_rate = (
        not is_helper
        and not rated
        and (state == ClaimState.DELIVERED or rating.may_rate(claim, at=timezone.now()))
    )
    name = _name(claim) if is_helper else ""
    return pages.Receipt(
        ref=claim.ref,
        is_new=is_new,
        is_helper=is_helper,
        is_helped=claim.is_for_another and not is_helper,
        subject=claim.subject,
        state=state_of(claim),
        level=LEVELS.get(state, ""),
        ball=words.ball(claim, rater=name),
        steps=words.steps(claim),
        facts=_own_facts(claim, name),
        moments=words.moments(list(timeline.of(claim)), is_inside=False),
        number=queries.line_number(claim),
        calendar_url=_calendar_url(claim, holder),
        cancel_url=reverse("exchange:cancel", args=[claim.ref, code]) if can_cancel else "",
        cancel_label=str(CANCEL[Shape(claim.shape)]),
        cancel_form=Keyed(),
        is_event=claim.kind == rating.EVENT,
        rate_url=reverse("exchange:rate", args=[claim.ref, code]),
        rate_form=(form or RateForm()) if can_rate else None,
        stars=rated.stars if rated else 0,
        has_lapsed=state == ClaimState.DONE and claim.shape == Shape.ORDER and rated is None,
        recurring=repeating.part(claim, code, holder),
        visits=visits(claim),
        papers=[] if is_helper else _papers(claim),
        hand_on=_hand_on(request, claim, name) if state not in ENDED else None,
        ticket=_ticket(claim, code) if state == ClaimState.HELD else SafeString(),
        codes=[Fact(_("编号"), claim.ref), Fact(_("查询码"), codes.of(claim, holder))],
    )


def _ticket(claim: Claim, code: str) -> SafeString:
    """What is held before the phone at the door."""
    if claim.kind != events.EVENT:
        return SafeString()
    here = reverse("exchange:receipt", args=[claim.ref, code])
    return qr.svg(f"{letters.site_of(claim.district_id)}{here}", title=_("入场码"))


def _papers(claim: Claim) -> list[claims.Paper]:
    made = claims.paper_of(claim) if claim.kind in certifying.KINDS else None
    return [claims.paper(made)] if made else []


def _own_facts(claim: Claim, name: str) -> list[Fact]:
    told = [Fact(_("替谁点"), name), *facts(claim), _contact(claim)]
    return [fact for fact in told if fact.value]


def visits(claim: Claim) -> list[pages.VisitLine]:
    """The newest first."""
    found = Visit.objects.filter(district_id=claim.district_id, claim=claim)
    return [
        pages.VisitLine(one.visited_on, one.came, one.minutes, one.note)
        for one in found.order_by("-visited_on", "-pk")[:MOST_VISITS]
    ]


def facts(claim: Claim) -> list[Fact]:
    local = timezone.localtime
    told = [
        Fact(_("提供单位"), claim.unit.name if claim.unit else ""),
        Fact(_("地点"), " ".join(p for p in (str(claim.place or ""), claim.address) if p)),
        Fact(_("时间"), f"{local(claim.starts_at):%Y-%m-%d %H:%M}" if claim.starts_at else ""),
        Fact(_("人数"), str(claim.seats) if claim.seats > 1 else ""),
        Fact(_("长期单"), _repeats(claim)),
    ]
    return [fact for fact in told if fact.value]


def _contact(claim: Claim) -> Fact:
    """Whom to ring up: of the provider whose turn it is, not of one that had it before."""
    listing = claim.listing
    if listing is None or listing.provider_id != claim.unit_id or not listing.phone:
        return Fact(_("打电话问"), "")
    return Fact(
        _("打电话问"), f"{listing.contact} {listing.phone}".strip(), f"tel:{listing.phone}"
    )


def _repeats(claim: Claim) -> str:
    recurring = repeating.of(claim)
    return repeating.in_words(recurring) if recurring else ""


def _name(claim: Claim) -> str:
    """As the helper called her."""
    who = Claimant.objects.filter(district_id=claim.district_id, claim=claim).first()
    return (who.name if who else None) or _("那个人")


def _calendar_url(claim: Claim, holder: Holder) -> str:
    if claim.starts_at is None or holder is Holder.HELPER:
        return ""
    return reverse("ical:order", args=[claim.ref, codes.of(claim)])


def _hand_on(request: Request, claim: Claim, name: str) -> pages.HandOn:
    """The recipient's own link: for herself to keep, or for the helper to give her."""
    path = reverse("exchange:receipt", args=[claim.ref, codes.of(claim)])
    address = request.build_absolute_uri(path)
    said = _("“%(subject)s”替您点好了（%(ref)s）。看进度、取消、做完评单，都点这里：%(address)s")
    told = said % {"subject": claim.subject, "ref": claim.ref, "address": address}
    return pages.HandOn(
        name=name,
        address=address,
        words=told if name else address,
        sms_url=f"sms:?&body={quote(told)}" if name else "",
        qr=qr.svg(address, title=_("扫码打开这张单子")),
    )
