"""Support a topic, say something of it, work on it with others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.deliberation import policy, queries
from lianxin.deliberation.actions import telling
from lianxin.deliberation.actions.topics import reachable
from lianxin.deliberation.models import Flag, Member, Remark, Support, Topic
from lianxin.deliberation.states import TALKED_ABOUT, RemarkState, TopicState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.language import personal
from lianxin.network.models import User


@dataclass(frozen=True)
class Said:
    """`parent` is the remark it answers."""

    text: str
    shown_as: str
    parent: Remark | None = None


@transaction.atomic
def support(
    topic: Topic, *, user: User | None = None, phone: str = "", email: str = "",
    language: str = "", at: datetime,
) -> Support:  # fmt: skip
    """She is for it. Twice is once. Without an account it counts when she has opened the link
    that is sent to her address."""
    if topic.state != TopicState.OPEN:
        raise IllegalMove(_("现在不能附议：这个议题不在讨论中。"), legal=[])
    number, address = ("", "") if user else reachable(phone, email)
    who: User | str = user or address or number
    made = queries.support_of(topic, who)
    if made is None:
        made, is_new = Support.objects.get_or_create(
            district_id=topic.district_id, topic=topic, who=queries.indexes(who)[0],
            defaults={
                "user": user, "phone": number or None, "email": address or None,
                "language": language, "at": at, "confirmed_at": at if user else None,
            },
        )  # fmt: skip
        if is_new and user is not None:
            _count(topic, 1)
    if made.confirmed_at is None:
        about = uuid5(made.pk, timezone.localdate(at).isoformat())
        telling.ask_supporter(made, topic, about=about, at=at)
    return made


@transaction.atomic
def confirm(support: Support, *, code: str, at: datetime) -> None:
    """The address is hers. Twice is once."""
    _require_code(support, code)
    own = Support.objects.filter(district_id=support.district_id, pk=support.pk)
    if own.filter(confirmed_at=None).update(confirmed_at=at):
        _count(support.topic, 1)


@transaction.atomic
def drop(support: Support, *, user: User | None = None, code: str = "") -> None:
    """She is no longer for it, and nothing is kept of it."""
    if user is None or support.user_id != user.pk:
        _require_code(support, code)
    own = Support.objects.filter(district_id=support.district_id, pk=support.pk)
    was_counted = own.filter(confirmed_at__isnull=False).exists()
    gone, _each = own.delete()
    if gone and was_counted:
        _count(support.topic, -1)


def say(topic: Topic, said: Said, *, user: User | None = None, at: datetime, key: UUID) -> Remark:
    """Say something of it. With an account it is shown at once, unless it seems to hold a
    person's data; without one after somebody has read it. The same `key` is one."""
    if topic.state not in TALKED_ABOUT:
        raise IllegalMove(_("现在不能发言：这个议题不在讨论中。"), legal=[])
    remark = _built(topic, said, user, at=at, key=key)
    try:
        with transaction.atomic():
            entry = timeline.begin(remark, "say", by=user, at=at)
            if remark.state == RemarkState.WAITING:
                telling.tell_unit(
                    "remark_waiting", topic, topic.hall.unit, about=entry.pk, at=at,
                    text=remark.text[:200],
                )  # fmt: skip
    except IntegrityError:  # the key has been used, perhaps
        first: Remark | None = Remark.objects.filter(
            district_id=topic.district_id, key=key
        ).first()
        if first is None:
            raise
        return first
    return remark


@transaction.atomic
def flag(remark: Remark, *, who: str, at: datetime) -> None:
    """Somebody, known by `who`, thinks it should not be shown: the hall looks. Twice is once."""
    index = queries.indexes(who)[0]
    _row, is_new = Flag.objects.get_or_create(
        district_id=remark.district_id, remark=remark, who=index, defaults={"at": at}
    )
    if is_new:
        same = Remark.objects.filter(district_id=remark.district_id, pk=remark.pk)
        same.update(flags=F("flags") + 1)
        telling.tell_unit(
            "remark_waiting", remark.topic, remark.topic.hall.unit, about=remark.pk, at=at,
            text=remark.text[:200],
        )  # fmt: skip


def join(topic: Topic, *, user: User, at: datetime) -> Member:
    """She works on it with others, of her own choice. Twice is once."""
    if topic.state not in TALKED_ABOUT:
        raise IllegalMove(_("这个议题不在讨论中，没有小组。"), legal=[])
    if user.district_id != topic.district_id:
        raise NotAllowed(_("您的账号不在这个辖区。"))
    made, _is_new = Member.objects.get_or_create(
        district_id=topic.district_id, topic=topic, user=user, defaults={"at": at}
    )
    return made


def leave(topic: Topic, *, user: User) -> None:
    """She does no longer, and nothing is kept of it."""
    Member.objects.filter(district_id=topic.district_id, topic=topic, user=user).delete()


def _built(topic: Topic, said: Said, user: User | None, *, at: datetime, key: UUID) -> Remark:
    text, shown_as = said.text.strip()[:1000], said.shown_as.strip()[:40]
    if not text:
        raise Refusal(_("请写您想说的。"), field="text")
    if not shown_as:
        raise Refusal(_("请写怎么称呼您，会公开显示。"), field="shown_as")
    parent = said.parent
    if parent is not None and parent.topic_id != topic.pk:
        raise Refusal(_("这条发言不在这个议题里。"), field="parent")
    if parent is not None and parent.parent_id is not None:
        parent = parent.parent
    is_fine = user is not None and not personal.find_personal(f"{shown_as}\n{text}")
    return Remark(
        district_id=topic.district_id, key=key, topic=topic, parent=parent, text=text,
        shown_as=shown_as, by=user, at=at,
        is_official=user is not None and policy.answers(user, topic, on=timezone.localdate(at)),
        state=RemarkState.SHOWN if is_fine else RemarkState.WAITING,
    )  # fmt: skip


def _count(topic: Topic, more: int) -> None:
    same = Topic.objects.filter(district_id=topic.district_id, pk=topic.pk)
    same.update(supports=F("supports") + more)
    topic.supports += more


def _require_code(support: Support, code: str) -> None:
    if not privacy.matches_code(support.pk, code):
        raise NotAllowed(_("这个链接不对，请用最近一封信里的链接。"))
