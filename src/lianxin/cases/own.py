"""The cases that a person has filed with her account: for herself, or for somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lianxin.cases.actions import retention
from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.states import State
from lianxin.network import own
from lianxin.network.models import User


def _hers(user: User) -> CaseQuerySet:
    mine: CaseQuerySet = Case.objects.filter(
        district_id=own.district_of(user), requester__user=user.pk
    )
    return mine.whole().select_related("requester", "place").order_by("pk")


def _relayed(user: User) -> CaseQuerySet:
    mine: CaseQuerySet = Case.objects.filter(
        district_id=own.district_of(user), relayed_by=user.pk, is_confidential=False
    )
    return mine.whole().select_related("place").order_by("pk")


def _row(case: Case) -> own.Row:
    return {
        "ref": case.ref, "subject": case.subject, "state": str(State(case.state).label),
        "place": case.place.name, "received_at": case.received_at, "closed_at": case.closed_at,
    }  # fmt: skip


def told(user: User) -> Sequence[own.Row]:
    """What she relayed tells of somebody else: that she did, and how it stands."""
    rows = [
        _row(case) | {
            "text": case.text, "address": case.address, "name": case.requester.name,
            "phone": case.requester.phone, "email": case.requester.email,
        }
        for case in _hers(user)
    ]  # fmt: skip
    return [*rows, *({**_row(case), "is_for_another": True} for case in _relayed(user))]


def erase(user: User, at: datetime) -> str:
    for case in _hers(user).filter(state=State.CLOSED):
        retention.anonymise(case, at=at)
    why = []
    if left := _hers(user).count():
        text = ngettext(
            "还有 %d 件诉求没有办结，办结以后再来删除。",
            "还有 %d 件诉求没有办结，办结以后再来删除。",
            left,
        )
        why.append(text % left)
    if _relayed(user).exists():
        why.append(str(_("替别人报的是别人的事，谁经的手要查得到，登记人留着。")))
    return "".join(why)


own.register(
    own.Part(
        "cases", _("用账号报的诉求"), told, erase,
        keeps=_("办结的留下经过，看不出是谁；没有办结的不删。替别人报的，登记人留着。"),
    )
)  # fmt: skip
