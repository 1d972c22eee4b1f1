"""The introductions of which a person is a side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.introductions.models import Side, Word
from lianxin.introductions.states import Stage
from lianxin.language import personal
from lianxin.network import own
from lianxin.network.models import User

OVER = (Stage.RECEIVED, Stage.FELL_THROUGH)


def _mine(user: User) -> QuerySet[Side]:
    sides = Side.objects.filter(district_id=own.district_of(user), user=user.pk)
    return sides.select_related("introduction").order_by("pk")


def told(user: User) -> Sequence[own.Row]:
    return [
        {
            "ref": one.introduction.ref, "subject": one.introduction.subject, "name": one.name,
            "state": str(Stage(one.introduction.state).label), "email": one.email,
            "phone": one.phone, "introduced_on": one.introduction.introduced_on,
        }
        for one in _mine(user)
    ]  # fmt: skip


def erase(user: User, _at: datetime) -> str:
    """Of what is over: who she was, and her words. Amounts and dates stay in the figures."""
    over = [one for one in _mine(user) if one.introduction.state in OVER]
    of_hers = {"district_id": own.district_of(user), "side__in": [one.pk for one in over]}
    Word.objects.filter(**of_hers).update(text="")
    of_her = Side.objects.filter(district_id=own.district_of(user))
    of_her.filter(pk__in=[one.pk for one in over]).update(
        name=str(personal.REPLACED["NAME"]), email=None, phone=None, user=None
    )
    if not _mine(user).exists():
        return ""
    return _("还有对接没有结果，结束以后再来删除。")


own.register(
    own.Part(
        "introductions", gettext_lazy("牵线对接"), told, erase,
        keeps=gettext_lazy("日期和金额留在成效里，看不出是谁。没有结果的不删。"),
    )
)  # fmt: skip
