"""Who comes: by account or by the link of the invitation, before and on the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.gatherings import queries
from lianxin.gatherings.models import Attendee, Meeting
from lianxin.gatherings.states import COMING, MeetingState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import User

BEFORE: Final = timedelta(minutes=30)  # one may sign in


@transaction.atomic
def answer(
    one: Attendee, told: str, *, at: datetime, by: User | None = None, code: str = "",
    deputy: str = "", note: str = "",
) -> None:  # fmt: skip
    """Whether she comes, sends somebody, or stays away; until it begins she may change it."""
    _require_own(one, by=by, code=code, at=at)
    if one.meeting.state not in COMING:
        raise IllegalMove(_("会议已经开始或取消，不用再回复。"))
    if told not in Attendee.Answer or told == Attendee.Answer.ASKED:
        raise Refusal(_("请选择是否参加。"), field="answer")
    if told == Attendee.Answer.DEPUTY and not deputy.strip():
        raise Refusal(_("派人代会要写明派谁。"), field="deputy")
    one.answer, one.note = told, note.strip()[:200]
    one.deputy = deputy.strip()[:60] if told == Attendee.Answer.DEPUTY else ""
    one.save(update_fields=["answer", "deputy", "note"])
    said = f"{queries.who(one)}：{Attendee.Answer(told).label} {one.deputy}".strip()
    timeline.append(one.meeting, "answer", by=by, at=at, note=said)


@transaction.atomic
def sign_in(one: Attendee, *, at: datetime, by: User | None = None, code: str = "") -> None:
    """She is there, and says so on her own phone. Twice is once."""
    _require_own(one, by=by, code=code, at=at)
    _require_begun(one.meeting, at=at)
    rows = Attendee.objects.filter(district_id=one.district_id, pk=one.pk, here_at=None)
    rows.update(here_at=at, seen=Attendee.Seen.OWN)
    one.here_at = one.here_at or at


def own_place(meeting: Meeting, user: User, *, at: datetime) -> Attendee | None:
    """As what `user` is invited: by name, else through her unit."""
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    units = exchange.units_of(user, on=timezone.localdate(at))
    found: Attendee | None = (
        rows.filter(user=user.pk).first() or rows.filter(unit__in=units).order_by("pk").first()
    )
    return found


def _require_own(one: Attendee, *, by: User | None, code: str, at: datetime) -> None:
    if code:
        if privacy.matches_code(one.pk, code):
            return
        raise NotAllowed(_("这个链接不对，请用最近一次会议通知里的链接。"))
    if by is None or one.user_id == by.pk:
        return
    if one.unit_id in exchange.units_of(by, on=timezone.localdate(at)):
        return
    raise NotAllowed(_("只有被邀请的人可以这样做。"))


def _require_begun(meeting: Meeting, *, at: datetime) -> None:
    if meeting.state == MeetingState.SESSION:
        return
    if meeting.state in COMING and meeting.starts_at - BEFORE <= at:
        return
    raise IllegalMove(_("开会前半小时起、散会以前可以签到。"))
