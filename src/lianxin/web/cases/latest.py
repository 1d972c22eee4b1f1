"""What happened to a case last, for who meant to do something else to it just then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from lianxin.cases import history, states
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, Overtaken
from lianxin.network.models import User
from lianxin.web.shell import times


def latest(case: Case) -> Entry | None:
    return timeline.of(case).last()


def said(entry: Entry, *, at: datetime, to: User) -> str:
    """“余涛 今天 14:30 分派”. What somebody did herself is told her as such."""
    is_own = entry.by_id == to.pk
    facts = {
        "who": _("您（在另一个窗口）") if is_own else history.who(entry),
        "when": times.said(entry.at, now=at),
        "what": states.label(entry.verb),
    }
    return _("%(who)s %(when)s %(what)s") % facts


def telling(case: Case, act: Callable[[], object], *, at: datetime, to: User) -> None:
    """Do `act`, asked for in a list that shows many: a refusal names the case, and who was
    quicker."""
    try:
        act()
    except (IllegalMove, Overtaken) as refusal:
        entry = latest(case)
        facts = {
            "ref": case.ref,
            "why": refusal.message,
            "what": said(entry, at=at, to=to) if entry else "",
        }
        refusal.message = _("%(ref)s：%(why)s最近一步：%(what)s。队列已是最新的。") % facts
        raise
