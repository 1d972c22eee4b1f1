"""Every deed of the case page: its form, its action, when it is offered, what is said after.

To add a deed: the action, a line in `policy.MAY`, a form, a `Deed` here, a view and a URL of
the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.cases import policy, states
from lianxin.cases.actions import (
    checklist,
    dispatch,
    family,
    handling,
    joining,
    mediation,
    meeting,
    outside,
    publishing,
    requester,
    verifying,
)
from lianxin.cases.states import LIFECYCLE
from lianxin.kernel import timeline
from lianxin.web.cases import (
    checklist_forms,
    forms,
    kin_forms,
    mediation_forms,
    outside_forms,
    quoting,
    verifying_forms,
    when,
)
from lianxin.web.cases.forms import DeedForm
from lianxin.web.cases.ground import Ground


class Group(StrEnum):
    HANDLING = "HANDLING"
    TOGETHER = "TOGETHER"
    MEDIATION = "MEDIATION"
    ORDER = "ORDER"
    BEHALF = "BEHALF"


GROUPS: dict[Group, str | Promise] = {
    Group.HANDLING: _("办理"),
    Group.TOGETHER: _("协同"),
    Group.MEDIATION: _("调解"),
    Group.BEHALF: _("替诉求人登记"),
    Group.ORDER: _("整理"),
}


@dataclass(frozen=True)
class Deed:
    """`name` is that of URL, view and deed; `verb` that of policy and lifecycle."""

    name: str
    form: type[DeedForm]
    act: Callable[..., Any]
    icon: str
    group: Group
    when: Callable[[Ground], bool] = when.always
    verb: str = ""
    label: str | Promise = ""
    rank: int = 0  # the offered deed with the highest rank is the page's main one
    is_warning: bool = False
    undo: str = ""  # the deed that takes it back, which is offered beside what is said
    takes_files: bool = False

    @property
    def rule(self) -> str:
        return self.verb or self.name

    @property
    def title(self) -> str:
        return str(self.label or states.label(self.rule))

    def said(self, **facts: str) -> str:
        """What is told afterwards; it may name the `unit`, `level` or `meeting`."""
        return str(SAID.get(self.name, "")) % facts

    def is_offered(self, ground: Ground) -> bool:
        """Whether the table of states, the case and the policy all allow it now."""
        if self.rule in LIFECYCLE.moves and not LIFECYCLE.allows(ground.case.state, self.rule):
            return False
        return ground.standing.can(self.rule, ground.case) and self.when(ground)

    def require(self, ground: Ground, *, key: UUID | None) -> None:
        """Raise what the action would raise before it does anything."""
        timeline.refuse_repeated(ground.case, key)
        policy.require(ground.user, self.rule, ground.case, on=ground.today)
        if self.rule in LIFECYCLE.moves:
            LIFECYCLE.require(ground.case, self.rule)

    def do(self, ground: Ground, *, key: UUID | None, **facts: Any) -> None:
        self.require(ground, key=key)
        self.act(ground.case, by=ground.user, at=ground.at, key=key, **facts)


SAID: dict[str, str | Promise] = {
    "assign": _("已分派给“%(unit)s”。"),
    "unassign": _("已撤回分派，这件诉求回到待分派，单位会收到通知。"),
    "accept": _("已签收，诉求人会收到通知。"),
    "answer": _("答复已发给诉求人。"),
    "submit": _("已提交核查，通过后诉求人会收到答复。"),
    "verify": _("核查通过，答复已发给诉求人。"),
    "send_back": _("已退回承办单位接着办。"),
    "add_task": _("已加到办理事项。"),
    "tick": _("已勾选。"),
    "untick": _("已取消勾选。"),
    "give_task": _("已交办，对方会收到通知。"),
    "drop_task": _("已删除这一项。"),
    "ask_outside": _("已发起征询。链接和二维码在下面，14 天内有效。"),
    "end_outside": _("已收回，链接不能再用。"),
    "open_mediation": _("已请调解员调解，这件诉求从现在起保密。"),
    "consent": _("已登记：同意调解。"),
    "decline": _("已登记：不同意调解。"),
    "set_session": _("调解时间已约定，留了电话的各方会收到通知。"),
    "draft_agreement": _("协议已写好，可以请各方签署。"),
    "sign": _("已登记签署。"),
    "end_mediation": _("调解已结束，承办单位接着办。"),
    "feedback": _("进展已告诉诉求人。"),
    "ask": _("问题已发给诉求人，办理时限暂停。"),
    "resume": _("继续办理，时限接着计时。"),
    "pause": _("已暂缓，原因已告诉诉求人。"),
    "hand": _("已交给经办人。"),
    "bounce": _("已退回调度中心。"),
    "note": _("已记录，诉求人看不到。"),
    "add_photos": _("照片已添加。"),
    "reassign": _("已改派给“%(unit)s”。"),
    "ask_help": _("已请求协办。"),
    "end_help": _("协办已结束。"),
    "ask_extension": _("延期申请已交调度中心审批。"),
    "grant_extension": _("已同意延期，诉求人会收到通知。"),
    "refuse_extension": _("已答复承办单位：不同意延期。"),
    "escalate": _("已上报到%(level)s。"),
    "park": _("已列入 %(meeting)s 的会议清单。"),
    "decide": _("会议决定已记录。"),
    "carry_over": _("已留到 %(meeting)s 的会议。"),
    "reopen": _("已交“%(unit)s”重新办理。"),
    "uphold": _("已维持办结，理由已告诉诉求人。"),
    "supply": _("补充内容已登记，时限接着计时。"),
    "urge": _("已催办，承办单位会收到提醒。"),
    "rate": _("评价已登记。"),
    "withdraw": _("已按诉求人的意思撤回。"),
    "classify": _("类别和等级已更新。"),
    "close": _("已办结，理由已告诉诉求人。"),
    "publish": _("已请诉求人看。7 天内没有说不同意，就自动公开。"),
    "unpublish": _("已撤下公开。"),
    "join": _("已并入，诉求人会收到通知。"),
    "split": _("已拆出，回到待分派。"),
    "merge": _("已合并，各位诉求人会收到通知。"),
    "unmerge": _("已撤回合并，各件回到待分派。"),
    "dissolve": _("已分开，各自排队。"),
    "divide": _("已分办，各单位会收到通知。"),
    "close_whole": _("已连同分办件办结，理由已告诉诉求人。"),
}

ALL = [
    Deed(
        "assign",
        forms.Assign,
        dispatch.assign,
        "send",
        Group.HANDLING,
        rank=80,
        undo="unassign",
    ),
    Deed(
        "unassign",
        forms.Unassign,
        dispatch.unassign,
        "undo-2",
        Group.HANDLING,
        when.may_take_back,
    ),
    Deed("accept", forms.Accept, dispatch.accept, "circle-check", Group.HANDLING, rank=90),
    Deed(
        "answer",
        forms.Answer,
        quoting.answer,
        "message-square-check",
        Group.HANDLING,
        when.needs_no_verifying,
        rank=70,
    ),
    Deed(
        "submit",
        verifying_forms.Submit,
        verifying.submit,
        "search-check",
        Group.HANDLING,
        when.wants_verifying,
        rank=70,
    ),
    Deed(
        "verify",
        verifying_forms.Verify,
        verifying.verify,
        "badge-check",
        Group.HANDLING,
        when.may_verify,
        verb="pass",
        rank=75,
        takes_files=True,
    ),
    Deed(
        "send_back",
        verifying_forms.SendBack,
        verifying.send_back,
        "undo-2",
        Group.HANDLING,
        when.may_verify,
        verb="fail",
    ),
    Deed(
        "add_task",
        checklist_forms.AddTask,
        checklist.add_task,
        "list-plus",
        Group.HANDLING,
        when.is_in_unit,
    ),
    Deed("tick", checklist_forms.Tick, checklist.tick, "square-check", Group.HANDLING, when.never),
    Deed(
        "untick", checklist_forms.TaskForm, checklist.untick, "square", Group.HANDLING, when.never
    ),
    Deed(
        "give_task",
        checklist_forms.GiveTask,
        checklist.give_task,
        "forward",
        Group.HANDLING,
        when.never,
    ),
    Deed(
        "drop_task",
        checklist_forms.TaskForm,
        checklist.drop_task,
        "trash-2",
        Group.HANDLING,
        when.never,
    ),
    Deed(
        "feedback",
        forms.Feedback,
        handling.feedback,
        "message-circle",
        Group.HANDLING,
        when.is_open,
        rank=8,
    ),
    Deed("ask", forms.Ask, handling.ask, "message-circle-question-mark", Group.HANDLING),
    Deed("resume", forms.Remark, handling.resume, "play", Group.HANDLING, rank=65),
    Deed("pause", forms.Pause, handling.pause, "pause", Group.HANDLING),
    Deed("hand", forms.Hand, handling.hand, "user-check", Group.HANDLING, when.is_in_unit),
    Deed("bounce", forms.Bounce, dispatch.bounce, "undo-2", Group.HANDLING, when.may_bounce),
    Deed("note", forms.Noted, handling.note, "notebook-pen", Group.HANDLING, rank=5),
    Deed(
        "add_photos",
        forms.AddPhotos,
        handling.add_photos,
        "camera",
        Group.HANDLING,
        when.is_open,
        verb="photo",
        label=_("添加照片"),
        takes_files=True,
    ),
    Deed("reassign", forms.Assign, dispatch.reassign, "shuffle", Group.HANDLING),
    Deed("ask_help", forms.AskHelp, handling.ask_help, "users", Group.TOGETHER, when.is_open),
    Deed(
        "end_help",
        forms.EndHelp,
        handling.end_help,
        "user-minus",
        Group.TOGETHER,
        when.has_helpers,
    ),
    Deed(
        "ask_outside",
        outside_forms.AskOutside,
        outside.ask_outside,
        "mail-question-mark",
        Group.TOGETHER,
        when.is_unanswered,
    ),
    Deed(
        "end_outside",
        outside_forms.EndOutside,
        outside.end_outside,
        "mail-x",
        Group.TOGETHER,
        when.never,
    ),
    Deed(
        "open_mediation",
        mediation_forms.OpenMediation,
        mediation.open_mediation,
        "handshake",
        Group.TOGETHER,
        when.may_mediate,
    ),
    Deed(
        "set_session",
        mediation_forms.SetSession,
        mediation.set_session,
        "calendar-clock",
        Group.MEDIATION,
        when.all_consent,
        rank=30,
    ),
    Deed(
        "draft_agreement",
        mediation_forms.DraftAgreement,
        mediation.draft_agreement,
        "file-pen",
        Group.MEDIATION,
        when.all_consent,
    ),
    Deed(
        "end_mediation",
        mediation_forms.EndMediation,
        mediation.end_mediation,
        "circle-stop",
        Group.MEDIATION,
        when.is_mediated,
        is_warning=True,
    ),
    *(
        Deed(name, mediation_forms.PartyForm, act, "pen-line", Group.MEDIATION, when.never)
        for name, act in (
            ("consent", mediation_forms.consent),
            ("decline", mediation_forms.decline),
            ("sign", mediation_forms.sign),
        )
    ),
    Deed(
        "ask_extension",
        forms.AskExtension,
        handling.ask_extension,
        "calendar-plus",
        Group.TOGETHER,
        when.may_extend,
    ),
    Deed(
        "grant_extension",
        forms.Granted,
        handling.grant_extension,
        "calendar-check",
        Group.TOGETHER,
        when.waits_for_approval,
        rank=95,
    ),
    Deed(
        "refuse_extension",
        forms.Refused,
        handling.refuse_extension,
        "calendar-x",
        Group.TOGETHER,
        when.waits_for_approval,
    ),
    Deed(
        "escalate", forms.Reasoned, dispatch.escalate, "arrow-up", Group.TOGETHER, when.may_climb
    ),
    Deed("park", forms.Park, meeting.park, "calendar-clock", Group.TOGETHER, when.may_park),
    Deed("decide", forms.Decide, meeting.decide, "gavel", Group.TOGETHER, when.is_parked),
    Deed(
        "carry_over",
        forms.CarryOver,
        meeting.carry_over,
        "calendar-sync",
        Group.TOGETHER,
        when.is_parked,
        verb="decide",
        label=_("留到下次会议"),
    ),
    Deed("reopen", forms.Reopen, dispatch.reopen, "rotate-ccw", Group.HANDLING, rank=85),
    Deed("uphold", forms.Uphold, dispatch.uphold, "shield-check", Group.HANDLING),
    Deed(
        "supply",
        forms.Supply,
        requester.supply,
        "message-square-plus",
        Group.BEHALF,
        label=_("登记补充"),
        rank=66,
        takes_files=True,
    ),
    Deed("urge", forms.Remark, requester.urge, "bell-ring", Group.BEHALF, when.may_urge),
    Deed(
        "rate",
        forms.Rate,
        requester.rate,
        "star",
        Group.BEHALF,
        when.may_rate,
        label=_("登记评价"),
        rank=20,
    ),
    Deed("withdraw", forms.Remark, requester.withdraw, "circle-x", Group.BEHALF, is_warning=True),
    Deed("classify", forms.Classify, dispatch.classify, "tags", Group.ORDER),
    Deed(
        "close",
        forms.Close,
        dispatch.close,
        "archive",
        Group.ORDER,
        when.has_no_open_parts,
        is_warning=True,
    ),
    Deed(
        "publish",
        forms.Publish,
        publishing.show,
        "megaphone",
        Group.ORDER,
        when.may_publish,
        rank=10,
    ),
    Deed(
        "unpublish",
        forms.Unpublish,
        publishing.unpublish,
        "eye-off",
        Group.ORDER,
        when.is_published,
    ),
    Deed("reveal", forms.Reveal, handling.reveal, "eye", Group.HANDLING, when.has_contact),
]
ALL += [
    Deed(
        "join",
        kin_forms.Join,
        joining.join,
        "merge",
        Group.TOGETHER,
        when.may_join,
        undo="split",
    ),
    Deed("split", kin_forms.Split, joining.split, "split", Group.HANDLING, rank=60),
    Deed(
        "merge",
        kin_forms.Merge,
        joining.merge,
        "merge",
        Group.TOGETHER,
        when.has_alike,
        verb="dissolve",
        label=_("全部并入这一件"),
        undo="unmerge",
    ),
    Deed(
        "unmerge",
        kin_forms.Unmerge,
        joining.unmerge,
        "split",
        Group.TOGETHER,
        when.has_merged,
        verb="dissolve",
        label=_("撤回合并"),
    ),
    Deed(
        "dissolve",
        forms.Remark,
        joining.dissolve,
        "unlink",
        Group.TOGETHER,
        when.has_alike,
    ),
    Deed(
        "divide", kin_forms.Divide, kin_forms.divide, "list-tree", Group.TOGETHER, when.may_divide
    ),
    Deed(
        "close_whole",
        kin_forms.CloseWhole,
        family.close_whole,
        "archive",
        Group.ORDER,
        when.has_open_parts,
        verb="close",
        label=_("连同分办件办结"),
        is_warning=True,
    ),
]
DEEDS = {deed.name: deed for deed in ALL}
