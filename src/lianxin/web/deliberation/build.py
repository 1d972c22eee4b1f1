"""Fill the pages of halls and topics that everybody reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.deliberation import policy, queries
from lianxin.deliberation.models import Ballot, Hall, Member, Remark, Support, Survey, Topic
from lianxin.deliberation.states import (
    TALKED_ABOUT,
    TOPIC,
    BallotState,
    Reason,
    RemarkState,
    TopicState,
)
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Audience
from lianxin.network.models import User
from lianxin.web import history, paging
from lianxin.web.deliberation import pages, words
from lianxin.web.deliberation.forms import NoteForm, ReviseForm, SayForm, SupportForm
from lianxin.web.following import chains, part
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Deed, Link, Tab
from lianxin.web.respond import Request

NEWEST_FIRST: Final = Order("raised_at", is_descending=True)
LATEST_FIRST: Final = Order("first_due_at")
SIZE: Final = 20
SHOWN: Final = (TopicState.OPEN, TopicState.ANSWERED, TopicState.DONE)
OWN: Final = {"raise_topic": _("提出"), "revise": _("改了文字"), "extend": _("延期"),
              "ballot": _("开始投票"), "counted": _("投票结果出来了")}  # fmt: skip
Forms = Mapping[str, Any]


def user_of(request: Request) -> User | None:
    return part.account(request)


def town(request: Request) -> pages.Town:
    district_id, now = request.district.pk, timezone.now()
    halls = queries.halls(district_id, on=timezone.localdate())
    counts = queries.counted_halls(halls, district_id, at=now)
    rows = [_hall_row(one, *counts.get(one.pk, (0, 0, 0))) for one in halls.order_by("name", "id")]
    rows.sort(key=lambda row: -row.shown)  # those where something is talked over first
    return pages.Town(
        rows=rows, overdue_url=reverse("deliberation:overdue"), late=sum(one.late for one in rows),
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )  # fmt: skip


def hall(request: Request, found: Hall) -> pages.Hall:
    topics = policy.public(found.district_id).filter(hall=found, state__in=SHOWN)
    state, here = request.GET.get("state", ""), "deliberation:hall"
    narrowed = topics.filter(state=state) if state in SHOWN else topics
    page = paging.page(
        narrowed.whole(), request.GET, order=NEWEST_FIRST, here=here, args=[found.code], size=SIZE
    )
    told = dict(topics.order_by().values_list("state").annotate(n=Count("pk")))

    def tab(code: str, label: str, count: int) -> Tab:
        url = paging.address(here, found.code, state=code)
        return Tab(label, url, is_current=code == (state if state in SHOWN else ""), count=count)

    return pages.Hall(
        name=found.name, about=found.about, policy=found.policy,
        reasons=[str(one.label) for one in Reason], unit=found.unit.name, place=found.place.name,
        raise_url=reverse("deliberation:raise_topic", args=[found.code]),
        surveys_url=_surveys_url(found),
        feed_url=reverse("deliberation:feed", args=[found.code]),
        tabs=[
            tab("", _("全部议题"), sum(told.values())),
            *(tab(one.value, str(one.label), told.get(one.value, 0)) for one in SHOWN),
        ],
        rows=rows(page.rows), pager=page.pager, crumbs=words.crumbs(),
    )  # fmt: skip


def overdue(request: Request) -> pages.Overdue:
    topics = queries.overdue(policy.public(request.district.pk), at=timezone.now())
    page = paging.page(
        topics.whole(), request.GET, order=LATEST_FIRST, here="deliberation:overdue", size=SIZE
    )
    return pages.Overdue(rows=rows(page.rows), pager=page.pager, crumbs=words.crumbs())


def topic(request: Request, found: Topic, forms: Forms) -> pages.Topic:
    user, now = user_of(request), timezone.now()
    support = queries.support_of(found, user) if user else None
    merged = found.merged_into
    members = Member.objects.filter(district_id=found.district_id, topic=found)
    is_member = user is not None and members.filter(user=user).exists()
    joins = user is not None and (is_member or found.state in TALKED_ABOUT)
    verb = "leave" if is_member else "join"
    own = policy.visible_to(request.user, found.district_id, on=timezone.localdate())
    return pages.Topic(
        ref=found.ref, title=found.title, text=found.text,
        state=str(TopicState(found.state).label), level=words.LEVELS[TopicState(found.state)],
        late=words.late_note(found, at=now),
        merged=Link(merged.title, reverse("deliberation:topic", args=[merged.ref]))
        if merged
        else None,
        ball=words.ball(found), facts=words.facts(found), answer=words.answer(found),
        supports=found.supports, is_supporting=support is not None,
        support=_support(found, user, forms) if support is None else None,
        drop_url=reverse("deliberation:drop", args=[found.ref]) if support else "",
        members=members.count(), is_member=is_member,
        group_url=reverse(f"deliberation:{verb}", args=[found.ref]) if joins else "",
        ballots=_ballots(found), remarks=_remarks(found), say=_say(found, user, forms),
        follow_url=part.of(request, found).url,
        own_url=_own_url(found, user, own.filter(pk=found.pk)),
        chain=chains.of(request, found), moments=moments(found), here=found.ref,
        crumbs=words.crumbs(found.hall),
    )  # fmt: skip


def mine(found: Topic, code: str, forms: Forms) -> pages.Mine:
    hidden = Reason(found.hidden_for).label if found.hidden_for else ""
    is_public = found.state in (*SHOWN, TopicState.MERGED)
    return pages.Mine(
        ref=found.ref, title=found.title, text=found.text,
        state=str(TopicState(found.state).label), level=words.LEVELS[TopicState(found.state)],
        ball=words.ball(found), answer=words.answer(found), why=str(hidden),
        facts=words.facts(found),
        deeds=_own_deeds(found, code, forms),
        public_url=reverse("deliberation:topic", args=[found.ref]) if is_public else "",
        here=found.ref, crumbs=words.crumbs(found.hall),
    )  # fmt: skip


def supported(found: Support | None, topic: Topic | None = None) -> pages.Supported:
    about = found.topic if found else topic
    url = reverse("deliberation:topic", args=[about.ref]) if about else ""
    return pages.Supported(
        title=about.title if about else "", url=url,
        is_confirmed=found is not None and found.confirmed_at is not None, is_gone=found is None,
        crumbs=words.crumbs(),
    )  # fmt: skip


def moments(found: Topic, *, is_inner: bool = False) -> list[Any]:
    entries = timeline.of(found)
    if not is_inner:
        entries = entries.filter(audience=Audience.PUBLIC).exclude(
            verb__in=["raise_topic", "hide", "appeal"]
        )
    told = list(entries)
    if not is_inner:
        for entry in told:
            entry.by = None  # units speak, not the people who typed
    return history.moments(told, _verb, icons={}, good=("answer", "finish"))


def remark(found: Remark, *, deeds: list[Deed] | None = None) -> pages.Remark:
    hidden = str(Reason(found.hidden_for).label) if found.state == RemarkState.HIDDEN else ""
    return pages.Remark(
        id=str(found.pk), text=found.text, who=found.shown_as, at=found.at,
        is_official=found.is_official, hidden=hidden,
        flag_url=reverse("deliberation:flag", args=[found.topic.ref, found.pk]),
        deeds=deeds or [], replies=[],
    )  # fmt: skip


def ballot_row(found: Ballot, *, deeds: list[Deed] | None = None) -> pages.BallotRow:
    state = BallotState(found.state)
    return pages.BallotRow(
        url=reverse("deliberation:ballot", args=[found.ref]), question=found.question,
        state=str(state.label), level=words.BALLOT_LEVELS[state], closes_at=found.closes_at,
        facts=words.ballot_facts(found, *queries.turnout(found)), deeds=deeds or [],
    )  # fmt: skip


def _verb(name: str) -> str:
    return str(TOPIC.moves[name].label) if name in TOPIC.moves else str(OWN.get(name, name))


def _hall_row(found: Hall, shown: int, answered: int, late: int) -> pages.HallRow:
    url = reverse("deliberation:hall", args=[found.code])
    return pages.HallRow(url, found.name, found.place.name, shown, answered, late)


def _surveys_url(found: Hall) -> str:
    """Where there are any."""
    asked = Survey.objects.filter(district_id=found.district_id, hall=found).public()
    url = paging.address("deliberation:surveys", hall=found.code)
    return url if asked.exists() else ""


def rows(topics: Any) -> list[pages.Row]:
    now = timezone.now()
    return [
        words.row(one, url=reverse("deliberation:topic", args=[one.ref]), at=now) for one in topics
    ]


def _ballots(found: Topic) -> list[pages.BallotRow]:
    return [ballot_row(one) for one in queries.ballots_of(found) if one.state != BallotState.DRAFT]


def _remarks(found: Topic) -> list[pages.Remark]:
    """What is hidden keeps its place, with the reason in place of its words."""
    said = [one for one in queries.remarks_of(found) if one.state != RemarkState.WAITING]
    for one in said:
        one.topic = found
    told = []
    for first, answers in queries.threads(said):
        replies = [remark(one) for one in answers]
        told.append(pages.Remark(**{**vars(remark(first)), "replies": replies}))
    return told


def _support(found: Topic, user: User | None, forms: Forms) -> Deed | None:
    if found.state != TopicState.OPEN:
        return None
    form = forms.get("support") or SupportForm(is_known=user is not None, auto_id="id_support_%s")
    url = reverse("deliberation:support", args=[found.ref])
    return Deed("support", _("我也赞成（附议）"), "heart-handshake", url, form)


def _say(found: Topic, user: User | None, forms: Forms) -> Deed | None:
    if found.state not in TALKED_ABOUT:
        return None
    initial = {"shown_as": user.name} if user else {}
    form = forms.get("say") or SayForm(initial=initial, auto_id="id_say_%s")
    note = "" if user else _("没有账号也可以发言，主持单位看过就公开。")
    return Deed(
        "say", _("发言"), "message-circle-plus", reverse("deliberation:say", args=[found.ref]),
        form, note=note,
    )  # fmt: skip


def _own_url(found: Topic, user: User | None, desk: Any) -> str:
    if user is not None and found.raised_by_id == user.pk:
        return reverse("deliberation:mine", args=[found.ref, privacy.tracking_code(found.pk)])
    if user is not None and desk.exists():
        return reverse("deliberation:handled", args=[found.ref])
    return ""


def _own_deeds(found: Topic, code: str, forms: Forms) -> list[Deed]:
    def deed(name: str, label: str, icon: str, form: Keyed, note: str = "") -> Deed:
        url = reverse(f"deliberation:{name}", args=[found.ref, code])
        return Deed(name, label, icon, url, forms.get(name) or form, note=note)

    told = []
    if TOPIC.allows(found.state, "appeal") and found.appealed_at is None:
        told.append(
            deed("appeal", _("请再看一次"), "rotate-ccw", NoteForm(auto_id="id_appeal_%s"))
        )
    if TOPIC.allows(found.state, "withdraw"):
        first = {"title": found.title, "text": found.text}
        note = _("附议的人都会收到改前和改后的文字。")
        form = ReviseForm(initial=first, auto_id="id_revise_%s")
        told.append(deed("revise", _("修改"), "pencil", form, note))
        told.append(deed("withdraw", _("撤回"), "undo-2", Keyed(auto_id="id_withdraw_%s")))
    return told
