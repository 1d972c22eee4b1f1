"""Children: signed up by a guardian, and handed over as the guardian said."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions.claiming import Wish
from lianxin.exchange.models import Child, Claim, PickUp
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


def keep(claim: Claim, wish: Wish) -> None:
    """Part of signing up, in its transaction. Raises `Refusal` where a guardian is needed and one
    of the answers is missing."""
    listing = claim.listing
    if listing is None or not listing.details.get("needs_guardian"):
        return
    told = wish.child
    _check(claim, wish)
    assert told is not None  # checked
    is_named = told.pick_up == PickUp.NAMED
    Child.objects.create(
        district_id=claim.district_id, claim=claim, name=told.name.strip()[:60],
        pick_up=told.pick_up, picker=told.picker.strip()[:60] if is_named else None,
        picker_phone=privacy.normalise_phone(told.picker_phone) if is_named else None,
    )  # fmt: skip


def _check(claim: Claim, wish: Wish) -> None:
    told, who = wish.child, wish.who
    if told is None or not told.name.strip():
        raise Refusal(_("这里要监护人报名，请写孩子怎么称呼。"), field="child")
    if not who.name.strip() or not who.phone.strip():
        raise Refusal(_("请留监护人的姓名和电话，有事马上找得到。"), field="name")
    if told.pick_up not in PickUp.values:
        raise Refusal(_("请选下课以后孩子怎么走。"), field="pick_up")
    if told.pick_up == PickUp.NAMED and not (told.picker.strip() and told.picker_phone.strip()):
        raise Refusal(_("请写谁来接，和他的电话。"), field="picker")
    if claim.seats != 1:
        raise Refusal(_("一个孩子报一次，几个孩子请分开报。"), field="seats")


@transaction.atomic
def hand_over(claim: Claim, *, to: str, by: User | None, at: datetime) -> None:
    """A child leaves: with whom its guardian said, or with the guardian. A second tap changes
    nothing."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    child = Child.objects.filter(district_id=claim.district_id, claim=claim).first()
    if child is None or claim.state != ClaimState.DONE:
        raise Refusal(_("先签到，再登记离开。"), code="not_in")
    if to not in {child.pick_up, PickUp.GUARDIAN}:
        raise Refusal(_("监护人没有这样说，请先给监护人打电话。"), field="to")
    fresh = Child.objects.filter(district_id=claim.district_id, pk=child.pk, left_at=None)
    if fresh.update(left_at=at, left_with=to):
        timeline.append(claim, "hand_over", by=by, at=at, note=str(PickUp(to).label))
