"""Where a person called at doors, and which letters of thanks would name her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.network import own
from lianxin.network.models import User
from lianxin.visits.models import Call, Named, Officer, Visit
from lianxin.visits.states import CallState, CampaignState


def named(user: User) -> Sequence[own.Row]:
    rows = Named.objects.filter(district_id=own.district_of(user), user=user.pk)
    return [
        {"letter": one.thanks.ref, "agreed": one.is_agreed, "answered_at": one.answered_at}
        for one in rows.select_related("thanks").order_by("pk")
    ]


def erase_name(user: User, _at: datetime) -> str:
    Named.objects.filter(district_id=own.district_of(user), user=user.pk).delete()
    return ""


def told(user: User) -> Sequence[own.Row]:
    rows = Visit.objects.filter(district_id=own.district_of(user), officer=user.pk)
    return [
        {
            "campaign": one.call.campaign.title, "outcome": one.outcome, "note": one.note,
            "happened_at": one.happened_at,
        }
        for one in rows.select_related("call__campaign").order_by("happened_at", "pk")
    ]  # fmt: skip


def erase(user: User, _at: datetime) -> str:
    """Her name goes from what she brought back; where she still has to call, it stays."""
    district = own.district_of(user)
    calls = Call.objects.filter(district_id=district, officer=user.pk)
    if calls.filter(state=CallState.OPEN, campaign__state=CampaignState.RUNNING).exists():
        return _("还有没走访完的住户，交给别人以后再来删除。")
    calls.update(officer=None)
    Visit.objects.filter(district_id=district, officer=user.pk).update(officer=None)
    Officer.objects.filter(district_id=district, user=user.pk).delete()
    return ""


own.register(own.Part("thanks", gettext_lazy("感谢信"), named, erase_name))
own.register(own.Part("visits", gettext_lazy("走访"), told, erase))
