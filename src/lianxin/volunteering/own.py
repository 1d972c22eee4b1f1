"""What a volunteer says of herself, and her time on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.network import own
from lianxin.network.models import User
from lianxin.volunteering import queries
from lianxin.volunteering.actions import helping
from lianxin.volunteering.models import Member


def told(user: User) -> Sequence[own.Row]:
    volunteer = queries.volunteer_of(user)
    if volunteer is None:
        return []
    first: own.Row = {
        "ref": volunteer.ref, "name": volunteer.name, "phone": volunteer.phone,
        "skills": volunteer.skills, "spare": volunteer.spare, "about": volunteer.about,
        "place": volunteer.place.name if volunteer.place else "",
    }  # fmt: skip
    served = queries.services(volunteer).whole().order_by("pk")
    teams = Member.objects.filter(district_id=volunteer.district_id, volunteer=volunteer)
    return [
        first,
        *(
            {
                "shift": one.claim.subject, "starts_at": one.slot.starts_at, "in_at": one.in_at,
                "out_at": one.out_at, "minutes": one.minutes, "manual": one.agreed_minutes,
            }
            for one in served
        ),
        *(
            {"team": one.team.organisation.name, "state": one.state}
            for one in teams.select_related("team__organisation").order_by("pk")
        ),
    ]  # fmt: skip


def erase(user: User, _at: datetime) -> str:
    """What she said of herself goes; her time stays, and the name that certificates bear."""
    volunteer = queries.volunteer_of(user)
    if volunteer is None:
        return ""
    has_time = queries.services(volunteer).exists()
    helping.forget(volunteer, with_name=not has_time)
    if not has_time:
        return ""
    return _("服务时长要按志愿服务的规定保存，姓名留在记录上，好给您开证明；别的都删了。")


own.register(
    own.Part(
        "volunteering", gettext_lazy("志愿服务"), told, erase,
        keeps=gettext_lazy("服务时长和姓名按规定保存，证明要用。"),
    )
)  # fmt: skip
