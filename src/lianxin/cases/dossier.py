"""一事一档: all that is known of one case, as one document. What a person may not read on the page
of the case does not stand in its papers either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.cases import history, queries, states
from lianxin.cases.contacts import Contact
from lianxin.cases.models import (
    PROMISES,
    Answers,
    Case,
    CaseClock,
    ClockName,
    Consultation,
    Level,
    PhotoState,
    Rating,
    Solved,
    Task,
    Verification,
)
from lianxin.cases.rules import Rules
from lianxin.cases.states import Outcome, State
from lianxin.forms import answers as forms
from lianxin.forms import queries as form_queries
from lianxin.network import queries as network
from lianxin.network.models import User
from lianxin.papers.document import (
    TIME,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Table,
)

CLIMBS = frozenset({"escalate", "climb"})


@dataclass(frozen=True)
class Dossier:
    """What one person may read of one case at one moment. With `contact` in full, the reading of
    it has been written down before."""

    case: Case
    by: User
    at: datetime
    inside: bool
    contact: Contact | None = None
    is_revealed: bool = False

    @cached_property
    def rows(self) -> queries.Dossier:
        return queries.dossier(self.case)

    @cached_property
    def rules(self) -> Rules:
        return queries.rules_of(self.case.district_id)

    @property
    def own(self) -> dict[str, object]:
        return {"district_id": self.case.district_id, "case": self.case}

    def document(self) -> Document:
        case, where = self.case, self.case.district.name
        return Document(
            title=_("%(ref)s 一事一档") % {"ref": case.ref},
            running=f"{where} · {case.ref}",
            made=_("%(who)s 制作于 %(at)s") % {"who": self.by, "at": minute(self.at)},
            language=get_language() or "",
            at=self.at,
            blocks=[*self._open_part(), *(self._inner_part() if self.inside else ())],
        )

    def _open_part(self) -> Iterator[Block]:
        if not self.inside:
            yield Paragraph(_("只含诉求人也能看到的内容。"), is_quiet=True)
        yield from _part(_("基本情况"), Facts(list(self._head())))
        yield from _part(_("诉求内容"), Paragraph(self.case.text))
        if self.inside and self.contact:
            yield from self._contact(self.contact)
        yield from _table(
            _("补充回答"), (_("问题"), _("回答")), (2, 3), self._answers() if self.inside else ()
        )
        yield from _table(
            _("承诺时限"),
            (_("时限"), _("开始"), _("原定时限"), _("现在的时限"), _("完成"), _("结果")),
            (3, 4, 4, 4, 4, 3),
            (self._clock(row) for row in self.rows.clocks if self.inside or row.name in PROMISES),
        )
        yield from _table(
            _("经过"),
            (_("时间"), _("做了什么"), _("经手"), _("说明")),
            (4, 3, 3, 8),
            self._history(),
        )
        yield from self._pictures()

    def _inner_part(self) -> Iterator[Block]:
        yield from _table(
            _("上报与升级"),
            (_("时间"), _("方式"), _("经手"), _("层级与理由")),
            (4, 3, 3, 8),
            self._climbs(),
        )
        yield from _table(
            _("延期"),
            (_("申请时间"), _("申请人"), _("延至"), _("理由"), _("审批")),
            (4, 3, 4, 5, 4),
            self._extensions(),
        )
        yield from _table(
            _("连心会"),
            (_("会议日期"), _("上会理由"), _("决定"), _("责任单位和期限")),
            (3, 5, 6, 4),
            self._meetings(),
        )
        yield from _table(
            _("办理事项"),
            (_("事项"), _("要求"), _("完成"), _("说明")),
            (5, 2, 4, 5),
            self._tasks(),
        )
        yield from _table(
            _("外部征询"),
            (_("发起时间"), _("外部单位"), _("问题"), _("答复")),
            (4, 4, 5, 5),
            self._consultations(),
        )
        yield from _table(
            _("核查"),
            (_("提交时间"), _("结果"), _("核查时间"), _("意见")),
            (4, 3, 4, 6),
            self._verifications(),
        )
        yield from _table(
            _("评价"),
            (_("时间"), _("被评单位"), _("是否解决"), _("评分"), _("留言")),
            (4, 4, 3, 4, 5),
            (self._rating(row) for row in self.rows.ratings),
        )

    def _head(self) -> Iterator[tuple[str, str]]:
        case, rules = self.case, self.rules
        above = [place.name for place in network.ancestors(case.place) if place.parent_id]
        yield _("编号"), case.ref
        yield _("事项"), case.subject
        yield (
            _("种类"),
            str(rules.kinds[case.kind].label) if case.kind in rules.kinds else case.kind,
        )
        yield _("类别"), rules.class_label(case.class_code) if case.class_code else _("未归类")
        yield (
            _("等级"),
            str(rules.grades[case.grade].label) if case.grade in rules.grades else case.grade,
        )
        yield _("发生地"), " · ".join(above) or case.place.name
        if case.address:
            yield _("具体位置"), case.address
        yield _("来源"), case.get_source_display()
        yield _("受理时间"), minute(case.received_at)
        yield _("状态"), str(State(case.state).label)
        if case.outcome:
            yield _("办理结果"), str(Outcome(case.outcome).label)
        yield _("现在由谁办"), self._holder()
        yield from self._inner_head() if self.inside else ()

    def _inner_head(self) -> Iterator[tuple[str, str]]:
        case = self.case
        yield _("主办单位"), case.lead.name
        if case.handler:
            yield _("经办人"), str(case.handler)
        if self.rows.helpers:
            yield _("协办单位"), _("、").join(row.unit.name for row in self.rows.helpers)
        yield _("督办层级"), str(Level(case.level).label)
        yield (
            _("退回、重办"),
            _("退回 %(bounces)d 次，重办 %(reopens)d 次")
            % {
                "bounces": case.bounces,
                "reopens": case.reopens,
            },
        )
        if case.relayed_by:
            yield _("代报人"), str(case.relayed_by)

    def _holder(self) -> str:
        ball = queries.ball(self.case, self.rows.clocks)
        names = {
            "REQUESTER": _("诉求人"),
            "NOBODY": _("已经办结"),
            "VERIFIER": _("社区工作者或调度员"),
            "MAIN": _("并入的那一件"),
        }
        name = names.get(ball.who) or ball.name
        return f"{name} · {_('%s 前') % minute(ball.until)}" if ball.until else name

    def _contact(self, contact: Contact) -> Iterator[Block]:
        if contact.is_withheld:
            yield from _part(
                _("联系方式"), Paragraph(_("诉求人要求对承办单位保密，只有调度员看得到。"))
            )
            return
        shown = ((_("称呼"), contact.name), (_("电话"), contact.phone), (_("邮箱"), contact.email))
        yield from _part(_("联系方式"), Facts([row for row in shown if row[1]]))
        if not self.is_revealed:
            yield Paragraph(_("联系方式已隐去一部分。"), is_quiet=True)

    def _answers(self) -> Iterator[tuple[str, ...]]:
        found = Answers.objects.filter(**self.own).first()
        form = found and form_queries.at_version(
            self.case.district_id, found.form_code, found.form_version
        )
        if found and form:
            yield from ((one.label, one.text) for one in forms.show(form.read(), found.values))

    def _clock(self, row: CaseClock) -> tuple[str, ...]:
        return (
            str(ClockName(row.name).label),
            minute(row.started_at),
            minute(row.first_due_at),
            minute(row.due_at),
            minute(row.stopped_at),
            self._verdict(row),
        )

    def _verdict(self, row: CaseClock) -> str:
        if row.stopped_at is None:
            running = _("已超时") if row.due_at < self.at else _("进行中")
            return _("暂停中") if row.paused_at else running
        return _("按时") if row.stopped_at <= row.due_at else _("逾期")

    def _history(self) -> Iterator[tuple[str, ...]]:
        for entry in history.entries(self.case, inside=self.inside):
            note = history.note(entry, inside=self.inside)
            yield minute(entry.at), states.label(entry.verb), history.who(entry), note

    def _climbs(self) -> Iterator[tuple[str, ...]]:
        for entry in history.entries(self.case, inside=True).filter(verb__in=CLIMBS):
            yield minute(entry.at), states.label(entry.verb), history.who(entry), entry.note

    def _extensions(self) -> Iterator[tuple[str, ...]]:
        verdicts = {True: _("同意"), False: _("不同意"), None: _("待审批")}
        for row in self.rows.extensions:
            decided = f"{verdicts[row.is_granted]} {minute(row.decided_at)}".strip()
            yield minute(row.asked_at), str(row.asked_by), minute(row.until), row.reason, decided

    def _meetings(self) -> Iterator[tuple[str, ...]]:
        for row in self.rows.parkings:
            owed = f"{row.owner.name} · {row.due_on:%Y-%m-%d}" if row.owner and row.due_on else ""
            decision = f"{row.decision}\n{minute(row.decided_at)}" if row.decided_at else ""
            yield f"{row.meeting_on:%Y-%m-%d}", row.reason, decision, owed

    def _tasks(self) -> Iterator[tuple[str, ...]]:
        rows = Task.objects.filter(**self.own).select_related("done_by").order_by("id")
        for row in rows:
            done = f"{minute(row.done_at)} {row.done_by or ''}".strip()
            yield row.label, _("必做") if row.is_required else _("选做"), done, row.note

    def _consultations(self) -> Iterator[tuple[str, ...]]:
        for row in Consultation.objects.filter(**self.own).order_by("asked_at"):
            reply = f"{row.reply}\n{minute(row.replied_at)}".strip()
            yield minute(row.asked_at), row.party, row.question, reply

    def _verifications(self) -> Iterator[tuple[str, ...]]:
        verdicts = {True: _("通过"), False: _("不通过"), None: _("待核查")}
        for row in Verification.objects.filter(**self.own).order_by("submitted_at"):
            yield (
                minute(row.submitted_at),
                verdicts[row.is_passed],
                minute(row.verified_at),
                row.remark,
            )

    def _rating(self, row: Rating) -> tuple[str, ...]:
        known = self.rules.dimensions
        scores = [
            f"{known[code].label if code in known else code} {score}"
            for code, score in row.scores.items()
        ]
        solved = str(Solved(row.solved).label)
        return minute(row.rated_at), row.unit.name, solved, "\n".join(scores), row.comment

    def _pictures(self) -> Iterator[Block]:
        shown = [
            row
            for row in self.rows.photos
            if row.state == PhotoState.READY and (self.inside or row.is_public)
        ]
        found = []
        for number, row in enumerate(shown, 1):
            name = _("办理照片 %d") if row.is_proof else _("现场照片 %d")
            path = row.thumb.name or ""
            if path and default_storage.exists(path):
                with default_storage.open(path) as file:
                    alt = f"{name % number} · {minute(row.added_at)}"
                    found.append(Picture(file.read(), alt))
        if found:
            yield from _part(_("照片"), Pictures(found))


def minute(at: datetime | None) -> str:
    return f"{timezone.localtime(at):{TIME}}" if at else ""


def _part(heading: str, block: Block) -> Iterator[Block]:
    yield Heading(heading)
    yield block


def _table(
    heading: str,
    head: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Iterable[tuple[str, ...]],
) -> Iterator[Block]:
    """Nothing where there are no rows."""
    if found := list(rows):
        yield from _part(heading, Table(head, found, widths))
