"""Reads with joins, counts or several steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from lianxin.deliberation import counting
from lianxin.deliberation.counting import Paper, Result
from lianxin.deliberation.models import (
    Author,
    Ballot,
    Hall,
    Option,
    Remark,
    RemarkQuerySet,
    Support,
    Topic,
    TopicQuerySet,
    Vote,
    Voter,
)
from lianxin.deliberation.states import PUBLIC, TALKED_ABOUT, BallotState, TopicState
from lianxin.kernel import privacy
from lianxin.language import similar as likeness
from lianxin.language.similar import Text
from lianxin.network.models import User

WHO = "deliberation"
MOST_COMPARED = 300
ALIKE = 0.45


def indexes(person: User | str) -> list[str]:
    """Under which a person is known here, by her account or by an address: the first is that of
    the present key."""
    text = person if isinstance(person, str) else f"user {person.pk}"
    return privacy.blind_indexes(text, purpose=WHO)


def halls(district_id: int, *, on: date) -> QuerySet[Hall]:
    """Those that are open."""
    rows = Hall.objects.filter(district_id=district_id, opened_on__lte=on)
    open_ones = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return open_ones.select_related("district", "place", "unit").defer("place__shape")


def counted_halls(
    rows: QuerySet[Hall], district_id: int, *, at: datetime
) -> dict[UUID, tuple[int, int, int]]:
    """Of each hall: how many topics are shown, how many of them have an answer, and how many wait
    for one longer than was promised."""
    answered = Q(state__in=[TopicState.ANSWERED, TopicState.DONE])
    found = (
        Topic.objects.filter(district_id=district_id, hall__in=rows.values("pk"), state__in=PUBLIC)
        .order_by()
        .values_list("hall")
        .annotate(
            shown=Count("pk"),
            answered=Count("pk", filter=answered),
            late=Count("pk", filter=Q(state=TopicState.OPEN, first_due_at__lt=at)),
        )
    )
    return {hall: (shown, done, late) for hall, shown, done, late in found}


def overdue(topics: TopicQuerySet, *, at: datetime) -> TopicQuerySet:
    """Those whose official answer is later than was promised first."""
    return topics.filter(state=TopicState.OPEN, first_due_at__lt=at)


def others(topic: Topic) -> TopicQuerySet:
    """Into which it could be merged."""
    rows: TopicQuerySet = Topic.objects.filter(district_id=topic.district_id, hall=topic.hall_id)
    found: TopicQuerySet = rows.filter(state__in=TALKED_ABOUT).exclude(pk=topic.pk)
    return found.order_by("-raised_at", "id")


def similar(hall: Hall, *, title: str, text: str) -> list[Topic]:
    """Those under discussion in the hall that tell of the same matter, at most three."""
    rows = Topic.objects.filter(district_id=hall.district_id, hall=hall, state=TopicState.OPEN)
    found = {one.pk: one for one in rows.whole().order_by("-raised_at", "id")[:MOST_COMPARED]}
    texts = [(pk, Text(one.title, one.text)) for pk, one in found.items()]
    likes = likeness.among(Text(title, text), texts, most=3, at_one_place=True)
    return [found[like.key] for like in likes if like.score >= ALIKE]


def author_of(topic: Topic) -> Author | None:
    return Author.objects.filter(district_id=topic.district_id, topic=topic).first()


def remarks_of(topic: Topic) -> RemarkQuerySet:
    rows: RemarkQuerySet = Remark.objects.filter(district_id=topic.district_id, topic=topic)
    return rows.order_by("at", "id")


def threads(remarks: Sequence[Remark]) -> list[tuple[Remark, list[Remark]]]:
    """Each remark with the answers to it, in the order they came."""
    below: defaultdict[UUID, list[Remark]] = defaultdict(list)
    for remark in remarks:
        if remark.parent_id is not None:
            below[remark.parent_id].append(remark)
    return [(one, below[one.pk]) for one in remarks if one.parent_id is None]


def support_of(topic: Topic, person: User | str) -> Support | None:
    rows = Support.objects.filter(district_id=topic.district_id, topic=topic)
    return rows.filter(who__in=indexes(person)).first()


def supporters_of(topic: Topic) -> list[Support]:
    """The confirmed ones."""
    rows = Support.objects.filter(district_id=topic.district_id, topic=topic)
    return list(rows.filter(confirmed_at__isnull=False).select_related("user"))


def ballots_of(topic: Topic) -> list[Ballot]:
    rows = Ballot.objects.filter(district_id=topic.district_id, topic=topic)
    return list(rows.select_related("topic__hall").order_by("opens_at", "id"))


def options_of(ballot: Ballot) -> list[Option]:
    rows = Option.objects.filter(district_id=ballot.district_id, ballot=ballot)
    return list(rows.order_by("number"))


def papers_of(ballot: Ballot) -> list[Paper]:
    """All votes, in the order of their receipts."""
    rows = Vote.objects.filter(district_id=ballot.district_id, ballot=ballot)
    told = rows.order_by("receipt").values_list("receipt", "chosen")
    return [Paper(receipt, chosen) for receipt, chosen in told]


def result_of(ballot: Ballot) -> Result:
    numbers = [option.number for option in options_of(ballot)]
    papers = papers_of(ballot)
    return counting.count(papers, options=numbers, quorum=ballot.quorum, rule=ballot.rule)


def turnout(ballot: Ballot) -> tuple[int, int]:
    """How many have voted, of how many that may: the codes handed out, or the accounts."""
    rows = Voter.objects.filter(district_id=ballot.district_id, ballot=ballot)
    voted = rows.filter(has_voted=True).count()
    if ballot.is_secret:
        return voted, ballot.codes
    people = User.objects.filter(district_id=ballot.district_id, is_active=True)
    return voted, people.count()


def faults_of(ballot: Ballot) -> list[str]:
    """What is wrong with a counted ballot; nothing, as a rule. Asked by `manage.py
    recount_ballots`."""
    papers = papers_of(ballot)
    voted, _may = turnout(ballot)
    faults = []
    if len(papers) != voted:
        faults.append(f"{len(papers)} votes, {voted} voters")
    if ballot.state == BallotState.COUNTED and counting.digest(papers) != ballot.digest:
        faults.append("the votes are not those that were counted")
    return faults
