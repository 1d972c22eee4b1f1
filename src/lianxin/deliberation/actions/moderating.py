"""Show what may be shown; hide the rest for a reason on the list; merge what is the same."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.deliberation import findable, policy
from lianxin.deliberation.actions import telling
from lianxin.deliberation.models import Remark, Topic
from lianxin.deliberation.states import PUBLIC, REMARK, TOPIC, Reason, TopicState
from lianxin.kernel import calendar, clock, timeline
from lianxin.kernel.clock import Term
from lianxin.kernel.refusals import Refusal
from lianxin.language import personal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User

ANSWERED: Final = Term.parse("15wd")  # after it was shown, at the latest


@transaction.atomic
def show(
    topic: Topic,
    *,
    unit: Organisation | None = None,
    is_read: bool = False,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Everybody may read it; `unit` (by default the hall's) answers in 15 working days. Where its
    words seem to hold a person's data, somebody must have read them (`is_read`)."""
    policy.require_moderator(by, topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(topic, key)
    TOPIC.require(topic, "show")
    if not is_read and personal.find_personal(f"{topic.title}\n{topic.text}"):
        raise Refusal(_("文字里好像有姓名、电话或住址。请读一遍，确认可以公开。"), field="is_read")
    who = unit or topic.unit
    if who.district_id != topic.district_id:
        raise Refusal(_("这个单位不在本辖区。"), field="unit")
    due_at = clock.due(at, ANSWERED, calendar.load(topic.district_id)).at
    entry = TOPIC.apply(
        topic, "show", by=by, at=at, key=key, unit=who, shown_at=at, first_due_at=due_at,
        due_at=due_at,
    )  # fmt: skip
    findable.keep(topic)
    until = due_at.isoformat()
    telling.tell_author("topic_shown", topic, entry=entry, until=until)
    telling.tell_unit("topic_to_answer", topic, who, about=entry.pk, at=at, until=until)
    telling.news(topic, entry=entry, text=gettext_lazy("已公开，正在讨论。"))


@transaction.atomic
def hide(
    topic: Topic,
    *,
    reason: str,
    note: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """It is not shown, or no longer, for a reason of the published list."""
    policy.require_moderator(by, topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(topic, key)
    chosen = _listed(reason)
    entry = TOPIC.apply(topic, "hide", by=by, at=at, key=key, note=note.strip(), hidden_for=chosen)
    findable.keep(topic)
    said = "：".join(part for part in (str(chosen.label), note.strip()) if part)
    telling.tell_author("topic_hidden", topic, entry=entry, text=said)


@transaction.atomic
def merge(
    topic: Topic, *, into: Topic, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is the same as another, which goes on for both: whoever raised or supports it hears of
    what becomes of that one."""
    policy.require_moderator(by, topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(topic, key)
    if into.pk == topic.pk or into.district_id != topic.district_id:
        raise Refusal(_("请选择另一个议题。"), field="into")
    if into.state not in PUBLIC or into.state == TopicState.MERGED:
        raise Refusal(_("只能并入已经公开的议题。"), field="into")
    entry = TOPIC.apply(topic, "merge", by=by, at=at, key=key, note=into.ref, merged_into=into)
    lineage.link(
        Thing.of(topic), Thing.of(into), district_id=topic.district_id, how="merge", by=by, at=at
    )
    text = gettext_lazy("和另一个议题相同，一起讨论。")
    telling.news(topic, entry=entry, text=text)


@transaction.atomic
def show_remark(remark: Remark, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    policy.require_moderator(by, remark.topic.hall, on=timezone.localdate(at))
    REMARK.apply(remark, "show", by=by, at=at, key=key, hidden_for="")


@transaction.atomic
def hide_remark(
    remark: Remark, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """In its place everybody reads for which reason it is not shown."""
    policy.require_moderator(by, remark.topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(remark, key)
    REMARK.apply(remark, "hide", by=by, at=at, key=key, hidden_for=_listed(reason))


def _listed(reason: str) -> Reason:
    if reason not in Reason.values:
        raise Refusal(_("请从公布的原因里选一个。"), field="reason")
    return Reason(reason)
