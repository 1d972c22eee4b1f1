"""How a promise is told: its colour, its figures, who has the ball, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lianxin.commitments.models import Commitment
from lianxin.commitments.progress import Light
from lianxin.commitments.queries import Known, Rated
from lianxin.commitments.states import CommitmentState, Measure, Outcome, ProgrammeState
from lianxin.kernel.models import Audience, Entry
from lianxin.web.due import end_of
from lianxin.web.parts import Ball, Fact, Level, Moment

LEVELS: Final = {
    Light.WAITING: "quiet", Light.ON_TRACK: "", Light.NEAR: "wait", Light.LATE: "bad",
    Light.DONE: "good", Light.NOT_KEPT: "bad",
}  # fmt: skip
ICONS: Final = {
    Light.WAITING: "circle-dashed", Light.ON_TRACK: "play", Light.NEAR: "hourglass",
    Light.LATE: "triangle-alert", Light.DONE: "check", Light.NOT_KEPT: "circle-x",
}  # fmt: skip
KPI_LEVELS: Final = {
    Light.NEAR: Level.WARN, Light.LATE: Level.BAD, Light.DONE: Level.GOOD,
    Light.NOT_KEPT: Level.BAD,
}  # fmt: skip
LIST_LEVELS: Final = {
    ProgrammeState.DRAFT: "wait", ProgrammeState.PUBLISHED: "", ProgrammeState.ENDED: "good",
}  # fmt: skip
VERBS: Final = {
    "promise": gettext_lazy("写进清单"),
    "redraft": gettext_lazy("修改草稿"),
    "publish": gettext_lazy("公布"),
    "report": gettext_lazy("报进展"),
    "reach": gettext_lazy("达成一步"),
    "build": gettext_lazy("建成一处"),
    "change": gettext_lazy("改动承诺"),
    "add_milestone": gettext_lazy("列出一步"),
    "add_site": gettext_lazy("列出点位"),
    "finish": gettext_lazy("报完成"),
    "send_back": gettext_lazy("退回补办"),
    "settle": gettext_lazy("认定结果"),
    "remind": gettext_lazy("提醒责任单位"),
    "draw_up": gettext_lazy("拟定清单"),
    "add_base": gettext_lazy("加进参加的单位"),
    "end": gettext_lazy("收官"),
}
VERB_ICONS: Final = {
    "publish": "megaphone", "report": "message-square", "reach": "flag", "build": "map-pin",
    "change": "pencil", "finish": "check", "send_back": "undo-2", "settle": "stamp",
    "remind": "bell-ring", "add_milestone": "list-checks", "add_site": "map-pin",
    "promise": "file-plus", "end": "flag",
}  # fmt: skip
GOOD: Final = ("reach", "build", "finish", "settle")
CHANGED: Final = ("title", "target", "due_on")


def word(found: Known) -> str:
    """Its colour in words; where it is settled, its outcome."""
    if found.row.state == CommitmentState.SETTLED:
        return str(Outcome(found.row.outcome).label)
    return str(found.light.label)


def level(found: Known) -> str:
    return "wait" if found.row.outcome == Outcome.PARTLY else LEVELS[found.light]


def count(found: Known) -> str:
    """ "45 / 90 部"; of an indicator its value and where it is to go."""
    row = found.row
    if row.target is None:
        return ""
    if row.measure == Measure.SITES:
        return f"{found.done:,} / {row.target:,} {row.unit_word}"
    if row.measure == Measure.VALUE:
        now = "—" if row.value is None else f"{row.value:,}"
        said = {"from": f"{row.baseline:,}", "now": now, "to": f"{row.target:,}"}
        told = _("原来 %(from)s，现在 %(now)s，目标 %(to)s") % said
        return f"{told} {row.unit_word}"
    return f"{row.target:,} {row.unit_word}"


def original(row: Commitment) -> list[Fact]:
    """What it said first, as far as it is not what it says now."""
    found = []
    if row.first_title != row.title:
        found.append(Fact(_("最初的承诺"), row.first_title))
    if row.first_target != row.target:
        said = "—" if row.first_target is None else f"{row.first_target:,} {row.unit_word}"
        found.append(Fact(_("最初的目标数"), said))
    if row.first_due_on != row.due_on:
        found.append(Fact(_("最初的时限"), row.first_due_on.isoformat()))
    return found


def ball(found: Known) -> Ball:
    """Who does what next, and until when."""
    row, unit = found.row, found.row.programme.unit.name
    if row.state == CommitmentState.PLANNED:
        return Ball(unit, _("检查清单，公布。"), open_end=_("公布为止"))
    if row.state == CommitmentState.SETTLED:
        return Ball(_("已有结果"), row.outcome_note, is_done=True)
    if row.state == CommitmentState.DONE:
        return Ball(unit, _("核对佐证，认定结果，或者退回补办。"), open_end=_("认定为止"))
    step = _("报进展，每一步附上佐证。")
    if found.percent == 100:  # noqa: PLR2004  percent
        step = _("都有佐证了，报完成。")
    elif found.light == Light.LATE:
        step = _("写明为什么滞后、什么时候补上。")
    return Ball(row.owner.name, step, due_at=end_of(row.due_on))


def rating(found: Rated | None) -> str:
    """The rate with its denominator; none for fewer than five."""
    if found is None or not found.count:
        return ""
    if found.share is None:
        text = ngettext(
            "%(count)d 人评价，不到 5 人，不算满意率。",
            "%(count)d 人评价，不到 5 人，不算满意率。",
            found.count,
        )
        return text % {"count": found.count}
    said = {"share": f"{found.share:.1f}", "content": f"{found.content:,}"}
    return _("满意率 %(share)s%%（%(count)s 人评价，%(content)s 人满意）。") % {
        **said, "count": f"{found.count:,}",
    }  # fmt: skip


def told(entries: Iterable[Entry], row: Commitment, *, is_public: bool) -> list[Moment]:
    """Its history, the newest first, each change with what was before; for everybody without the
    names of who did it."""
    before: dict[str, Any] = {}
    found = []
    for entry in entries:
        if entry.audience == Audience.PUBLIC or not is_public:
            notes = [_changed(entry, before, row), entry.note]
            found.append(
                Moment(
                    at=entry.at, verb=str(VERBS.get(entry.verb, entry.verb)),
                    who="" if is_public or entry.by is None else str(entry.by),
                    note="\n".join(note for note in notes if note),
                    icon=VERB_ICONS.get(entry.verb, "circle-dot"), level=_level(entry.verb),
                )
            )  # fmt: skip
        before.update(entry.facts)
    return found[::-1]


def _level(verb: str) -> Level:
    if verb == "change":
        return Level.WARN
    return Level.GOOD if verb in GOOD else Level.PLAIN


def _changed(entry: Entry, before: Mapping[str, Any], row: Commitment) -> str:
    if entry.verb not in ("change", "redraft"):
        return ""
    labels = {"title": _("承诺内容"), "target": _("目标数"), "due_on": _("完成时限")}
    parts = [
        _("%(what)s：%(old)s → %(new)s")
        % {"what": labels[name], "old": _old(before, row, name), "new": entry.facts[name]}
        for name in CHANGED
        if name in entry.facts
    ]
    return _("；").join(parts)


def _old(before: Mapping[str, Any], row: Commitment, name: str) -> Any:
    value = before.get(name, getattr(row, f"first_{name}"))
    return "—" if value is None else value


def today() -> Any:
    return timezone.localdate()
