"""Set a ballot up, hand its codes out, vote, count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.deliberation import counting, policy, queries
from lianxin.deliberation.actions import telling
from lianxin.deliberation.counting import Paper
from lianxin.deliberation.models import Ballot, Option, Topic, Vote, Voter
from lianxin.deliberation.states import BALLOT, BallotState, Rule, TopicState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import User

MOST_CODES: Final = 20_000
LEAST_OPTIONS: Final = 2


@dataclass(frozen=True)
class Terms:
    """What is said before: what is asked, how long, and when it counts."""

    question: str
    options: Sequence[str]
    opens_at: datetime
    closes_at: datetime
    is_secret: bool = True
    most: int = 1
    quorum: int = 0
    rule: str = Rule.MOST


def set_up(topic: Topic, terms: Terms, *, by: User | None, at: datetime, key: UUID) -> Ballot:
    """The same `key` is one. Nobody sees it before it is opened."""
    policy.require_moderator(by, topic.hall, on=timezone.localdate(at))
    options = [text.strip()[:200] for text in terms.options if text.strip()]
    _check(topic, terms, options, at=at)
    ballot = Ballot(
        district_id=topic.district_id, key=key, topic=topic, question=terms.question.strip()[:200],
        is_secret=terms.is_secret, most=terms.most, quorum=terms.quorum, rule=Rule(terms.rule),
        opens_at=terms.opens_at, closes_at=terms.closes_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            prefix = f"{topic.hall.district.ref_prefix}Q"
            ballot.ref = next_ref(topic.district_id, prefix, at=at)
            timeline.begin(ballot, "set_up", by=by, at=at)
            for number, text in enumerate(options, start=1):
                Option.objects.create(
                    district_id=topic.district_id, ballot=ballot, number=number, text=text
                )
    except IntegrityError:  # the key has been used, perhaps
        rows = Ballot.objects.filter(district_id=topic.district_id, key=key)
        first: Ballot | None = rows.first()
        if first is None:
            raise
        return first
    return ballot


@transaction.atomic
def hand_out(
    ballot: Ballot, many: int, *, by: User | None, at: datetime, key: UUID | None = None
) -> list[str]:
    """So many new codes, to be printed, put into envelopes and drawn: nobody knows whose is which.
    They are told this once; what is kept does not lead back to them."""
    policy.require_moderator(by, ballot.topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(ballot, key)
    if not ballot.is_secret:
        raise Refusal(_("记名投票用账号投，不发投票码。"), code="open")
    if ballot.state != BallotState.DRAFT:
        raise IllegalMove(_("投票已经开始，不能再发投票码。"), legal=[])
    if many < 1 or ballot.codes + many > MOST_CODES:
        raise Refusal(_("投票码要在 1 到 %d 个之间。") % MOST_CODES, field="many")
    codes = [counting.new_code() for _place in range(many)]
    voters = [
        Voter(district_id=ballot.district_id, ballot=ballot, who=_indexes(ballot, code)[0])
        for code in codes
    ]
    Voter.objects.bulk_create(voters)
    timeline.append(
        ballot, "hand_out", by=by, at=at, key=key, changes={"codes": ballot.codes + many}
    )
    return codes


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """From now on nothing of it is changed; votes are taken from its time on."""
    policy.require_moderator(by, ballot.topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(ballot, key)
    if ballot.is_secret and not ballot.codes:
        raise Refusal(_("请先发投票码。"), code="no_codes")
    if ballot.closes_at <= at:
        raise Refusal(_("截止时间已经过了。"), code="over")
    BALLOT.apply(ballot, "open", by=by, at=at, key=key)
    entry = timeline.append(
        ballot.topic, "ballot", by=by, at=at, note=ballot.ref, audience="PUBLIC"
    )
    telling.news(ballot.topic, entry=entry, text=gettext_lazy("开始投票。"))


@transaction.atomic
def vote(
    ballot: Ballot,
    chosen: Sequence[int],
    *,
    user: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID,
) -> str:
    """Vote once. Answers with the receipt by which the voter finds her vote among those
    published; said again under the same `key`, with the same. Nothing chosen is an abstention."""
    ballot = _locked(ballot)
    who = _who(ballot, user, code)
    receipt = privacy.tracking_code(uuid5(key, who[0]))
    same = Vote.objects.filter(district_id=ballot.district_id, ballot=ballot, receipt=receipt)
    if same.exists():
        return receipt
    _require_running(ballot, at=at)
    numbers = _checked(ballot, chosen)
    voter = _entered(ballot, who, user)
    Vote.objects.create(
        id=uuid4(),
        district_id=ballot.district_id, ballot=ballot, receipt=receipt, chosen=numbers,
        voter=None if ballot.is_secret else voter,
    )  # fmt: skip
    return receipt


@transaction.atomic
def count(ballot: Ballot, *, at: datetime) -> None:
    """The system counts when the time is over, and seals the votes as they are."""
    ballot = _locked(ballot)
    if at < ballot.closes_at:
        raise IllegalMove(_("还没到截止时间，不能计票。"), legal=[])
    papers = queries.papers_of(ballot)
    if ballot.is_secret:
        _lay_down_anew(ballot, papers)
    BALLOT.apply(ballot, "count", by=None, at=at, digest=counting.digest(papers))
    entry = timeline.append(
        ballot.topic, "counted", by=None, at=at, note=ballot.ref, audience="PUBLIC"
    )
    telling.news(ballot.topic, entry=entry, text=gettext_lazy("投票结果出来了。"))


def count_due(district_id: int, *, at: datetime) -> int:
    """Count every ballot whose time is over. Safe to repeat. Returns how many."""
    rows = Ballot.objects.filter(
        district_id=district_id, state=BallotState.OPEN, closes_at__lte=at
    )
    due = list(rows.select_related("topic__hall"))
    for ballot in due:
        count(ballot, at=at)
    return len(due)


@transaction.atomic
def call_off(
    ballot: Ballot, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It will not be counted, and why."""
    policy.require_moderator(by, ballot.topic.hall, on=timezone.localdate(at))
    timeline.refuse_repeated(ballot, key)
    said = reason.strip()[:500]
    if not said:
        raise Refusal(_("取消投票要写明原因。"), field="reason")
    BALLOT.apply(ballot, "call_off", by=by, at=at, key=key, note=said, reason=said)


def _locked(ballot: Ballot) -> Ballot:
    """As it stands, until the transaction ends: nobody votes while it is counted."""
    rows = Ballot.objects.select_for_update(of=("self",), no_key=True)
    found: Ballot = rows.select_related("topic__hall").get(
        district_id=ballot.district_id, pk=ballot.pk
    )
    return found


def _lay_down_anew(ballot: Ballot, papers: Sequence[Paper]) -> None:
    """In the order of their receipts: nothing tells in which they came."""
    Vote.objects.filter(district_id=ballot.district_id, ballot=ballot).delete()
    Vote.objects.bulk_create(
        Vote(
            id=uuid4(),
            district_id=ballot.district_id, ballot=ballot, receipt=one.receipt,
            chosen=list(one.chosen),
        )
        for one in papers
    )  # fmt: skip


def _indexes(ballot: Ballot, text: str) -> list[str]:
    """Under which a code or an account may vote in this ballot, and in no other."""
    plain = "".join(text.upper().split()).replace("-", "")
    return privacy.blind_indexes(plain, purpose=f"ballot {ballot.pk}")


def _who(ballot: Ballot, user: User | None, code: str) -> list[str]:
    if ballot.is_secret:
        if not code.strip():
            raise Refusal(_("请填投票码，在社区发的信封里。"), field="code")
        return _indexes(ballot, code)
    if user is None or user.district_id != ballot.district_id:
        raise NotAllowed(_("这次是记名投票，请先登录本辖区的账号。"))
    return _indexes(ballot, f"user {user.pk}")


def _require_running(ballot: Ballot, *, at: datetime) -> None:
    if ballot.state != BallotState.OPEN or at < ballot.opens_at:
        raise IllegalMove(_("投票没有在进行，不能投。"), legal=[])
    if at >= ballot.closes_at:
        raise IllegalMove(_("投票已经截止。"), legal=[])


def _checked(ballot: Ballot, chosen: Sequence[int]) -> list[int]:
    numbers = sorted(set(chosen))
    known = {option.number for option in queries.options_of(ballot)}
    if not set(numbers) <= known:
        raise Refusal(_("请从选项里选。"), field="chosen")
    if len(numbers) > ballot.most:
        raise Refusal(_("最多选 %d 项。") % ballot.most, field="chosen")
    return numbers


def _entered(ballot: Ballot, who: Sequence[str], user: User | None) -> Voter | None:
    """Note that she has voted; of a code nothing but that it is used."""
    rows = Voter.objects.filter(district_id=ballot.district_id, ballot=ballot, who__in=who)
    if ballot.is_secret:
        if not rows.filter(has_voted=False).update(has_voted=True):
            used = rows.exists()
            said = _("这个投票码已经用过了。") if used else _("没有这个投票码，请检查。")
            raise Refusal(said, field="code", code="used" if used else "unknown")
        return None
    made, is_new = Voter.objects.get_or_create(
        district_id=ballot.district_id, ballot=ballot, who=who[0],
        defaults={"user": user, "has_voted": True},
    )  # fmt: skip
    if not is_new or rows.exclude(pk=made.pk).exists():
        raise Refusal(_("您已经投过票了。"), code="used")
    return made


def _check(topic: Topic, terms: Terms, options: Sequence[str], *, at: datetime) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if topic.state != TopicState.OPEN:
        raise IllegalMove(_("只有讨论中的议题可以投票。"), legal=[])
    if not terms.question.strip():
        raise Refusal(_("请写明要大家决定什么。"), field="question")
    if len(options) < LEAST_OPTIONS or len(set(options)) < len(options):
        raise Refusal(_("至少要有两个不同的选项。"), field="options")
    if not 1 <= terms.most <= len(options):
        raise Refusal(_("最多选几项，要在 1 和选项数之间。"), field="most")
    if terms.closes_at <= max(terms.opens_at, at):
        raise Refusal(_("截止时间要晚于开始时间和现在。"), field="closes_at")
    if terms.rule not in Rule.values:
        raise Refusal(_("请选择怎样算通过。"), field="rule")
