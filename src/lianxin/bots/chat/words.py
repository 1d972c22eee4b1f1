"""What the bot says. How a case stands is told in the words of the tracking page."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.bots.chat.said import Said
from lianxin.cases import queries
from lianxin.cases.actions.intake import Receipt
from lianxin.cases.models import Case, CaseClock, ClockName
from lianxin.cases.states import Outcome, State
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.language import danger
from lianxin.outbox import letters

STANDS: dict[str, str | Promise] = {
    State.RECEIVED: gettext_lazy("已收到，正在安排单位"),
    State.ASSIGNED: gettext_lazy("已交给单位，等它接手"),
    State.WORKING: gettext_lazy("正在办理"),
    State.WAITING: gettext_lazy("等您补充"),
    State.PAUSED: gettext_lazy("要等一等"),
    State.VERIFYING: gettext_lazy("办完了，正在核实"),
    State.JOINED: gettext_lazy("和同一件事一起办"),
    State.ANSWERED: gettext_lazy("已答复，请您评价"),
    State.REOPENING: gettext_lazy("您要求重办，等待决定"),
    State.CLOSED: gettext_lazy("已结束"),
}

OUTCOMES: dict[str, str | Promise] = {
    Outcome.SOLVED: gettext_lazy("已解决"),
    Outcome.PARTLY: gettext_lazy("解决了一部分"),
    Outcome.EXPLAINED: gettext_lazy("已说明情况"),
    Outcome.NOT_OURS: gettext_lazy("不归本地管"),
    Outcome.CANNOT: gettext_lazy("现在还解决不了"),
    Outcome.WITHDRAWN: gettext_lazy("您已撤回"),
    Outcome.DUPLICATE: gettext_lazy("与另一件相同"),
}

ANSWERS = ("answer", "pass", "follow", "uphold", "close")
SAID: dict[str, tuple[str, ...]] = {
    State.WAITING: ("ask",),
    State.ANSWERED: ANSWERS,
    State.CLOSED: ANSWERS,
}
LONGEST = 300  # WeCom takes 2,048 bytes


def help_text() -> str:
    return _(
        "反映问题：发“反映 发生了什么、在哪里”。\n"
        "查进展：发“查 编号 查询码”。\n"
        "催办、补充、评价：发“催 编号 查询码”“补充 编号 查询码 内容”，"
        "“满意 编号 查询码”或“不满意 编号 查询码 原因”。"
    )


def question() -> str:
    return _("请写下发生了什么、在哪里，一两句话就可以。")


def overheard(district_id: int) -> str:
    """In a group everybody would read the code."""
    return _("群里的人都会看到查询码。请单独发消息给我，或者在这里反映：%s") % _link(
        district_id, "/report/"
    )


def only_text() -> str:
    return _("我现在只看得懂文字。要交照片，请在这里反映或补充。")


def unknown() -> str:
    return _("没有找到：编号或查询码不对。请照着回执核对后再查。")


def received(receipt: Receipt) -> str:
    """Number, code, promise and link; before them, what to do in a danger."""
    case = receipt.case
    lines = [
        *(danger.advice(found) for found in danger.find_danger(case.text)[:1]),
        _("已收到。编号 %(ref)s，查询码 %(code)s，请留好。")
        % {"ref": case.ref, "code": receipt.code},
        _promise(case),
        _unplaced(case),
        _track(case, receipt.code),
    ]
    return "\n".join(line for line in lines if line)


def stands(case: Case, code: str) -> str:
    """State, who has to act, until when."""
    clocks = list(CaseClock.objects.filter(district_id=case.district_id, case=case))
    found = queries.ball(case, clocks)
    lines = [
        f"{case.ref} {case.subject}",
        _state(case),
        _holder(case, found.who, found.name),
        _until(found.until, is_provisional=found.is_provisional),
        _said(case),
        _track(case, code),
    ]
    return "\n".join(line for line in lines if line)


def urged(case: Case) -> str:
    return _("已催办，“%s”马上会看到。") % queries.holding(case).name


def added(case: Case) -> str:
    return _("已转给“%s”。") % queries.holding(case).name


def rated(case: Case) -> str:
    if case.state == State.REOPENING:
        return _("已转给“%s”，一天内决定是否重新办理。") % queries.holding(case).name
    return _("谢谢您的评价。")


def unclear() -> str:
    return _("请写“满意”“部分解决”或“不满意”，例如：评价 编号 查询码 满意。")


def is_english(said: Said) -> bool:
    """Answered in the language of the question: Chinese, unless there is not a sign of it."""
    is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in said.text)
    return not is_chinese and any(sign.isascii() and sign.isalpha() for sign in said.text)


def _state(case: Case) -> str:
    said = str(STANDS[case.state])
    if case.state == State.CLOSED and case.outcome:
        return f"{said} · {OUTCOMES[case.outcome]}"
    return said


def _said(case: Case) -> str:
    """The unit's question or answer, as the requester reads it."""
    verbs = SAID.get(case.state)
    if not verbs:
        return ""
    told = timeline.of(case).filter(verb__in=verbs, audience=Audience.PUBLIC).exclude(note="")
    entry = told.order_by("-seq").first()
    if entry is None:
        return ""
    note = entry.note if len(entry.note) <= LONGEST else f"{entry.note[:LONGEST]}…"
    return f"“{note}”"


def _holder(case: Case, who: str, name: str) -> str:
    names = {
        "REQUESTER": _("您"),
        "VERIFIER": _("社区工作者或调度员"),
        "NOBODY": _("没有人，已了结"),
        "MAIN": _main_holder(case) if who == "MAIN" else "",
    }
    return _("现在该谁办：%s") % names.get(who, name)


def _main_holder(case: Case) -> str:
    """Who has the case that this one follows."""
    found = Case.objects.filter(district_id=case.district_id, followers=case.pk).whole().first()
    return str(queries.holding(found).name) if found else ""


def _until(due_at: datetime | None, *, is_provisional: bool) -> str:
    if due_at is None:
        return ""
    said = _("最迟 %s") % moment(due_at)
    return said + _("（假期安排公布前为暂定）") if is_provisional else said


def _promise(case: Case) -> str:
    clock = CaseClock.objects.filter(
        district_id=case.district_id, case=case, name=ClockName.RESPOND, stopped_at=None
    ).first()
    return _("最迟 %s，有单位接手。") % moment(clock.due_at) if clock else ""


def _unplaced(case: Case) -> str:
    return "" if case.place.parent_id else _("没看出在哪里。知道的话，请补充小区、楼号或路名。")


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), _("n月j日 H:i"))


def _track(case: Case, code: str) -> str:
    return _link(case.district_id, f"/track/{case.ref}/{code}/")


def _link(district_id: int, path: str) -> str:
    return f"{letters.site_of(district_id)}{path}"
