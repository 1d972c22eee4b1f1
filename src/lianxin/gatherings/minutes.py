"""The minutes, from what was written in the room: as a document of plain values. Those for
everybody name units and no people, and of parked cases only what kind of case it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.gatherings import queries
from lianxin.gatherings.models import Action, Attendee, Item, Meeting, Resolution, Topic
from lianxin.gatherings.states import MeetingState
from lianxin.language import personal
from lianxin.papers.document import TIME, Block, Document, Facts, Heading, Paragraph, Table

DRAFT: Final = (MeetingState.SESSION, MeetingState.HELD)


def title_of(topic: Topic, *, is_public: bool) -> str:
    if not is_public:
        return topic.title
    return _("一件上会的诉求") if topic.case_id else personal.redact(topic.title).text


def line_of(item: Item, *, is_public: bool = False) -> str:
    """What a line of the agenda is called."""
    if item.topic is not None:
        return title_of(item.topic, is_public=is_public)
    assert item.action is not None  # it is one of the two
    return personal.redact(item.action.text).text if is_public else item.action.text


def text_of(made: Resolution, *, is_public: bool) -> str:
    """A decision about somebody's case is hers; that one was made is everybody's."""
    if not is_public:
        return made.text
    if made.topic.case_id:
        return _("已作出决定，写进这件诉求的档案。")
    return personal.redact(made.text).text


def of(meeting: Meeting, *, made: str, at: datetime, is_public: bool = False) -> Document:
    where = f"{meeting.series.convener.name} · {meeting.ref}"
    name = _("%(series)s（第 %(n)d 次）纪要") % {
        "series": meeting.series.name, "n": meeting.number,
    }  # fmt: skip
    return Document(
        title=name, running=where, made=made, language=get_language() or "", at=at,
        blocks=list(_blocks(meeting, is_public=is_public)),
    )  # fmt: skip


def _blocks(meeting: Meeting, *, is_public: bool) -> Iterator[Block]:
    if meeting.state in DRAFT:
        yield Paragraph(_("草稿：主持人还没有审定。"), is_quiet=True)
    people = queries.attendees_of(meeting)
    yield Facts(list(_head(meeting, people, is_public=is_public)))
    decided = queries.resolutions_of(meeting)
    for number, item in enumerate(queries.agenda_of(meeting), 1):
        title = line_of(item, is_public=is_public)
        yield Heading(f"{number}. {title}")
        yield from _said(item, decided, is_public=is_public)
    tasks = queries.actions_of(meeting)
    if tasks:
        yield Heading(_("会议交办"))
        rows = [_row(one, is_public=is_public) for one in tasks]
        yield Table((_("编号"), _("事项"), _("责任单位"), _("完成期限")), rows, (3, 8, 4, 3))


def _head(
    meeting: Meeting, people: list[Attendee], *, is_public: bool
) -> Iterator[tuple[str, str]]:
    starts, ends = (timezone.localtime(one) for one in (meeting.starts_at, meeting.ends_at))
    yield _("时间"), f"{starts:{TIME}}–{ends:%H:%M}"
    yield _("地点"), meeting.room or "—"
    yield _("召集单位"), meeting.series.convener.name
    if not is_public:
        yield _("主持人"), str(meeting.chair or "—")
    names: dict[bool, list[str]] = {True: [], False: []}
    for one in people:
        if name := (one.unit.name if one.unit else "") if is_public else _named(one):
            names[one.here_at is not None].append(name)
    yield _("到会"), _("、").join(names[True]) or "—"
    yield _("未到"), _("、").join(names[False]) or "—"
    if meeting.quorum:
        told = queries.quorum_of(meeting)
        yield (
            _("法定人数"),
            _("应到 %(invited)d，实到 %(here)d，法定 %(needed)d")
            % {"invited": told.invited, "here": told.here, "needed": told.needed},
        )


def _named(one: Attendee) -> str:
    name = queries.who(one)
    return _("%(name)s（%(deputy)s 代）") % {"name": name, "deputy": one.deputy} if (
        one.deputy
    ) else name  # fmt: skip


def _said(item: Item, decided: list[Resolution], *, is_public: bool) -> Iterator[Block]:
    if item.note and not (is_public and item.topic and item.topic.case_id):
        yield Paragraph(personal.redact(item.note).text if is_public else item.note)
    made = [one for one in decided if item.topic and one.topic_id == item.topic_id]
    for one in made:
        yield Paragraph(_("决议：%s") % text_of(one, is_public=is_public))
        told = [(_("责任单位"), one.owner.name), (_("完成期限"), one.due_on.isoformat())]
        if one.votes_for is not None:
            told.append((_("表决"), votes_of(one)))
        yield Facts(told)
    if not made:
        yield Paragraph(str(Item.Heard(item.heard).label), is_quiet=True)


def votes_of(one: Resolution) -> str:
    return _("赞成 %(f)d，反对 %(a)d，弃权 %(n)d") % {
        "f": one.votes_for, "a": one.votes_against, "n": one.abstained,
    }  # fmt: skip


def _row(one: Action, *, is_public: bool) -> tuple[str, ...]:
    text = text_of(one.resolution, is_public=is_public) if one.resolution else one.text
    return one.ref, text, one.owner.name, one.due_on.isoformat()
