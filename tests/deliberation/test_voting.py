"""One person one vote, in secret, counted so that anybody can count again (GAT-03)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from lianxin.deliberation import counting, queries
from lianxin.deliberation.actions import voting
from lianxin.deliberation.models import Ballot, Vote, Voter
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from tests import make
from tests.deliberation.building import CLOSES, ballot, house, secret, shown
from tests.kernel.race import race
from tests.make import NOON

SECOND = dt.timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_a_code_votes_once_also_at_the_same_moment() -> None:
    at = house()
    made, codes = secret(at, shown(at))

    answers = race(
        lambda n: voting.vote(made, [n % 3 + 1], code=codes[0], at=NOON, key=new_id()), runners=8
    )

    receipts = [one for one in answers if isinstance(one, str)]
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert (len(receipts), len(refused)) == (1, 7)
    assert Vote.objects.get().receipt == receipts[0]
    assert queries.turnout(made) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_an_account_votes_once_in_an_open_ballot_also_at_the_same_moment() -> None:
    at, person = house(), make.user()
    made = ballot(at, shown(at), is_secret=False)
    voting.open_ballot(made, by=at.host, at=NOON)

    race(lambda _n: voting.vote(made, [1], user=person, at=NOON, key=new_id()), runners=4)

    vote = Vote.objects.get()
    assert vote.voter is not None
    assert vote.voter.user == person
    with pytest.raises(NotAllowed):
        voting.vote(made, [1], at=NOON, key=new_id())


def test_said_again_under_the_same_key_it_has_the_same_receipt() -> None:
    at, key = house(), new_id()
    made, codes = secret(at, shown(at))

    first = voting.vote(made, [1], code=codes[0], at=NOON, key=key)
    typed = codes[0].lower().replace("-", " ")
    assert voting.vote(made, [1], code=typed, at=CLOSES + SECOND, key=key) == first
    other = voting.vote(made, [1], code=codes[1], at=NOON, key=key)

    assert other != first
    assert Vote.objects.count() == 2


def test_nothing_that_is_kept_leads_from_a_secret_vote_to_a_code_or_a_person() -> None:
    at = house()
    made, codes = secret(at, shown(at), many=5)
    for number, code in enumerate(codes):
        voting.vote(made, [number % 3 + 1], code=code, at=NOON, key=new_id())

    voting.count(made, at=CLOSES)

    columns = {field.name for field in Vote._meta.concrete_fields}
    assert columns == {"id", "district", "ballot", "receipt", "chosen", "voter"}
    assert not Vote.objects.exclude(voter=None).exists()
    assert not Voter.objects.exclude(user=None).exists()
    kept = [*Vote.objects.values_list("receipt", flat=True)]
    assert kept == sorted(kept)  # laid down anew: not in the order of voting
    words = " ".join(str(entry.facts) + entry.note for entry in Entry.objects.all())
    assert not any(code in words for code in codes)
    assert not any(receipt in words for receipt in kept)


def test_votes_are_taken_up_to_the_second() -> None:
    at = house()
    made, codes = secret(at, shown(at), opens_at=NOON + SECOND)

    with pytest.raises(IllegalMove):
        voting.vote(made, [1], code=codes[0], at=NOON, key=new_id())
    voting.vote(made, [1], code=codes[0], at=CLOSES - SECOND, key=new_id())
    with pytest.raises(IllegalMove, match="截止"):
        voting.vote(made, [1], code=codes[1], at=CLOSES, key=new_id())
    with pytest.raises(IllegalMove):
        voting.count(made, at=CLOSES - SECOND)
    assert voting.count_due(made.district_id, at=CLOSES) == 1
    assert voting.count_due(made.district_id, at=CLOSES) == 0


def test_what_is_chosen_is_among_the_options_and_not_too_much() -> None:
    at = house()
    made, codes = secret(at, shown(at))

    for chosen in ([4], [1, 2]):
        with pytest.raises(Refusal) as refused:
            voting.vote(made, chosen, code=codes[0], at=NOON, key=new_id())
        assert refused.value.field == "chosen"
    for code in ("", "AAAA-AAAA"):
        with pytest.raises(Refusal) as refused:
            voting.vote(made, [1], code=code, at=NOON, key=new_id())
        assert refused.value.field == "code"
    assert voting.vote(made, [], code=codes[0], at=NOON, key=new_id())  # an abstention


def test_anybody_counts_the_published_votes_again_and_finds_what_was_changed() -> None:
    at = house()
    made, codes = secret(at, shown(at), many=4, quorum=3)
    receipts = [
        voting.vote(made, [number], code=code, at=NOON, key=new_id())
        for code, number in zip(codes, (1, 1, 2), strict=False)
    ]
    voting.count(made, at=CLOSES)
    made = Ballot.objects.select_related("topic__hall").get(pk=made.pk)

    papers = queries.papers_of(made)
    assert counting.digest(papers) == made.digest
    assert receipts[0] in {paper.receipt for paper in papers}
    result = queries.result_of(made)
    assert (result.votes, result.is_valid, result.passed) == ({1: 2, 2: 1, 3: 0}, True, [1])
    assert queries.faults_of(made) == []
    call_command("recount_ballots")
    assert timeline.verify(made) is None

    Vote.objects.filter(receipt=receipts[2]).update(chosen=[1])
    assert queries.faults_of(made) == ["the votes are not those that were counted"]
    with pytest.raises(CommandError, match="1 faults in 1 ballots"):
        call_command("recount_ballots")


@pytest.mark.parametrize(
    ("chosen", "quorum", "rule", "passed", "is_valid"),
    [
        ([[1], [1], [2]], 0, "MOST", [1], True),
        ([[1], [2]], 0, "MOST", [], True),
        ([[1], [1], [2]], 4, "MOST", [], False),
        ([[1], [1], []], 0, "HALF", [1], True),
        ([[1], [2], []], 0, "HALF", [], True),
        ([], 0, "MOST", [], False),
    ],
)
def test_the_rule_that_was_stated_before_decides(
    chosen: list[list[int]], quorum: int, rule: str, passed: list[int], is_valid: bool
) -> None:
    papers = [counting.Paper(str(n), one) for n, one in enumerate(chosen)]

    result = counting.count(papers, options=[1, 2], quorum=quorum, rule=rule)

    assert (list(result.passed), result.is_valid) == (passed, is_valid)


def test_a_ballot_is_set_up_whole_and_not_changed_once_it_runs() -> None:
    at = house()
    topic = shown(at)
    wrong = (
        ("question", {"question": " "}),
        ("options", {"options": ["一", "一"]}),
        ("most", {"most": 4}),
        ("closes_at", {"closes_at": NOON}),
        ("rule", {"rule": "CHANCE"}),
    )
    for field, terms in wrong:
        with pytest.raises(Refusal) as refused:
            ballot(at, topic, **terms)
        assert refused.value.field == field
    made = ballot(at, topic)
    with pytest.raises(Refusal, match="投票码"):
        voting.open_ballot(made, by=at.host, at=NOON)
    stranger = make.handler(make.organisation())
    with pytest.raises(NotAllowed):
        voting.hand_out(made, 2, by=stranger, at=NOON)
    voting.hand_out(made, 2, by=at.host, at=NOON)
    voting.open_ballot(made, by=at.host, at=NOON)
    with pytest.raises(IllegalMove):
        voting.hand_out(made, 2, by=at.host, at=NOON)
    with pytest.raises(Refusal):
        voting.call_off(made, reason=" ", by=at.host, at=NOON)
    voting.call_off(made, reason="题目写错了", by=at.host, at=NOON)
    assert (made.state, made.reason) == ("CALLED_OFF", "题目写错了")
