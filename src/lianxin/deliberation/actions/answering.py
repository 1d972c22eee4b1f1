"""Answer a topic in the name of the unit, say that it takes longer, and that it is done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.deliberation import findable, policy, queries
from lianxin.deliberation.actions import telling
from lianxin.deliberation.models import Topic
from lianxin.deliberation.states import AGREED, TOPIC, Outcome
from lianxin.kernel import timeline
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import User


@transaction.atomic
def answer(
    topic: Topic,
    *,
    outcome: str,
    text: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Adopted, in part, or not, and why; everybody reads it."""
    policy.require_answering(by, topic, on=timezone.localdate(at))
    timeline.refuse_repeated(topic, key)
    TOPIC.require(topic, "answer")
    if outcome not in Outcome.values:
        raise Refusal(_("请选择结果。"), field="outcome")
    if not text.strip():
        raise Refusal(_("请写明理由和下一步，大家都看得到。"), field="text")
    entry = TOPIC.apply(
        topic, "answer", by=by, at=at, key=key, outcome=outcome, answer=text.strip()[:4000],
        answered_at=at,
    )  # fmt: skip
    findable.keep(topic)
    telling.news(topic, entry=entry, text=Outcome(outcome).label)


@transaction.atomic
def extend(
    topic: Topic,
    *,
    to: datetime,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Say why the answer takes longer, and until when. What was promised first stays in sight,
    and what is later than that counts as late."""
    policy.require_answering(by, topic, on=timezone.localdate(at))
    timeline.refuse_repeated(topic, key)
    if not TOPIC.allows(topic.state, "answer") or topic.due_at is None:
        raise IllegalMove(_("现在不在等答复，不能延期。"), legal=[])
    if to <= max(topic.due_at, at):
        raise Refusal(_("新期限要晚于原来的期限和现在。"), field="to")
    if not note.strip():
        raise Refusal(_("请写明为什么要延期，大家都看得到。"), field="note")
    entry = timeline.append(
        topic, "extend", by=by, at=at, key=key, note=note.strip()[:500], audience="PUBLIC",
        changes={"due_at": to},
    )  # fmt: skip
    telling.news(topic, entry=entry, text=gettext_lazy("答复延期了，原因写在页面上。"))


@transaction.atomic
def finish(
    topic: Topic, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """What was adopted is there."""
    policy.require_answering(by, topic, on=timezone.localdate(at))
    timeline.refuse_repeated(topic, key)
    TOPIC.require(topic, "finish")
    if topic.outcome not in AGREED:
        raise Refusal(_("没有采纳的议题不用落实。"), code="not_adopted")
    if not note.strip():
        raise Refusal(_("请写明做成了什么。"), field="note")
    entry = TOPIC.apply(topic, "finish", by=by, at=at, key=key, note=note.strip()[:1000])
    telling.news(topic, entry=entry, text=note.strip()[:200])


def warn(district_id: int, *, at: datetime) -> int:
    """Tell the units, once, which answers are late. Returns how many."""
    topics = Topic.objects.filter(district_id=district_id).whole()
    late = list(queries.overdue(topics, at=at))
    for topic in late:
        assert topic.first_due_at is not None
        telling.tell_unit(
            "topic_late", topic, topic.unit, about=uuid5(topic.pk, "late"), at=at,
            until=topic.first_due_at.isoformat(),
        )  # fmt: skip
    return len(late)
