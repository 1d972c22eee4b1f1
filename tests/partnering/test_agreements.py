"""Draft, sign, record, confirm, end, renew, and be reminded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal, Repeated
from lianxin.outbox import wording
from lianxin.outbox.models import Message
from lianxin.partnering import actions, policy, queries
from lianxin.partnering.actions import reminding
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.notices import KINDS, PartnerNotice
from lianxin.partnering.terms import Term
from tests import make
from tests.kernel.race import race
from tests.make import NOON
from tests.partnering import pacts
from tests.partnering.pacts import DAY, TODAY


def test_the_same_key_is_one_and_the_partner_is_asked() -> None:
    made = pacts.pact()
    host, firm = made.agreement.host, made.agreement.partner
    key, told = new_id(), pacts.told(host, firm)

    first = actions.draft(host.district, told, by=made.host, at=NOON, key=key)
    again = actions.draft(host.district, told, by=made.host, at=NOON, key=key)

    assert first.pk == again.pk
    assert Message.objects.filter(to=made.partner, kind="agreement_asked").count() == 2
    assert not Message.objects.filter(to=made.host).exists()


def test_who_may_draft() -> None:
    made = pacts.pact()
    told = pacts.told(made.agreement.host, made.agreement.partner)
    district = made.agreement.host.district

    for by in (made.partner, make.user()):
        with pytest.raises(NotAllowed):
            actions.draft(district, told, by=by, at=NOON, key=new_id())
    for by in (make.dispatcher(), make.manager()):
        assert actions.draft(district, told, by=by, at=NOON, key=new_id()).ref


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"way": "FRIENDSHIP"}, "way"),
        ({"ends_on": TODAY - DAY}, "ends_on"),
        ({"terms": []}, "terms"),
        ({"terms": [Term("HOST", "SPACE", "室", 0)]}, "term_1"),
        ({"terms": [pacts.ROOM, Term("HOST", "HOURS", " ", 100)]}, "term_2"),
        ({"terms": [Term("HOST", "SPACE", "室", 1, until_on=TODAY - DAY)]}, "term_1"),
    ],
)
def test_bad_words_name_their_field(changes: dict, field: str) -> None:
    made = pacts.pact()
    told = pacts.told(made.agreement.host, made.agreement.partner, **changes)

    with pytest.raises(Refusal) as refused:
        actions.draft(made.agreement.district, told, by=None, at=NOON, key=new_id())
    assert refused.value.field == field


def test_both_sign_and_nobody_for_the_other() -> None:
    made = pacts.pact()
    one = made.agreement

    for by in (made.partner, make.dispatcher(), make.user()):
        with pytest.raises(NotAllowed):
            actions.sign(one, "HOST", seen=one.seq, by=by, at=NOON)
    actions.sign(one, "HOST", seen=one.seq, by=made.host, at=NOON)
    assert one.state == "HALF_SIGNED"
    with pytest.raises(Refusal, match="已经签过"):
        actions.sign(one, "HOST", seen=one.seq, by=made.host, at=NOON)
    actions.sign(one, "PARTNER", seen=one.seq, by=made.partner, at=NOON)

    assert (one.state, one.remind_on) == ("SIGNED", dt.date(2026, 12, 1))
    assert Message.objects.filter(kind="agreement_signed").count() == 1  # who signed last knows
    assert timeline.verify(one) is None


def test_one_person_does_not_sign_for_both() -> None:
    made = pacts.pact()
    one = made.agreement
    make.handler(one.partner, who=made.host)

    actions.sign(one, "HOST", seen=one.seq, by=made.host, at=NOON)
    with pytest.raises(NotAllowed, match="另一位"):
        actions.sign(one, "PARTNER", seen=one.seq, by=made.host, at=NOON)


def test_what_was_worded_anew_is_not_signed_unseen() -> None:
    made = pacts.pact()
    read = made.agreement
    worded = pacts.fresh(read)
    told = pacts.told(
        read.host, read.partner, terms=[pacts.ROOM, Term("PARTNER", "HOURS", "理发", 1)]
    )
    actions.amend(worded, told, by=made.host, at=NOON)

    with pytest.raises(Overtaken):
        actions.sign(pacts.fresh(read), "PARTNER", seen=read.seq, by=made.partner, at=NOON)


def test_a_change_takes_the_signature_off() -> None:
    made = pacts.pact()
    one = made.agreement
    actions.sign(one, "HOST", seen=one.seq, by=made.host, at=NOON)

    actions.amend(one, pacts.told(one.host, one.partner, title="新名"), by=made.partner, at=NOON)

    assert (one.state, one.host_signed_at, one.title) == ("DRAFT", None, "新名")


def test_both_sides_give_something() -> None:
    made = pacts.pact(terms=[pacts.ROOM])

    with pytest.raises(Refusal, match="双方都要有"):
        actions.sign(made.agreement, "HOST", seen=1, by=made.host, at=NOON)


def test_what_one_records_the_other_confirms_or_disputes() -> None:
    made = pacts.pact(signed=True)
    first, second = pacts.given(made), pacts.given(made, amount=800)
    first.agreement = second.agreement = made.agreement

    with pytest.raises(NotAllowed):
        actions.confirm(first, by=made.partner, at=NOON)
    actions.confirm(first, by=made.host, at=NOON)
    with pytest.raises(Refusal, match="哪里不对"):
        actions.dispute(second, objection=" ", by=made.host, at=NOON)
    actions.dispute(second, objection="只来了四小时", by=made.host, at=NOON)

    account = queries.settlement(made.agreement, on=TODAY)[1]
    sums = account.sums
    assert (sums.promised, sums.given, sums.confirmed, sums.disputed, sums.open) == (
        1200, 1200, 400, 800, 800,
    )  # fmt: skip
    assert "只来了四小时" in Message.objects.get(kind="handover_disputed").facts["text"]
    actions.withdraw(second, by=made.partner, at=NOON)
    assert queries.settlement(made.agreement, on=TODAY)[1].sums.given == 400


def test_a_record_needs_an_agreement_that_has_begun_and_a_day_within_it() -> None:
    draft, later = pacts.pact(), pacts.pact(signed=True, starts_on=TODAY + DAY)
    made = pacts.pact(signed=True)

    for pact in (draft, later):
        with pytest.raises(NotAllowed):
            pacts.given(pact)
    for wrong in (
        {"given_on": TODAY + DAY}, {"given_on": TODAY - DAY}, {"amount": 0}, {"term": 9},
    ):  # fmt: skip
        with pytest.raises(Refusal):
            pacts.given(made, **wrong)


def test_the_same_record_twice_is_one() -> None:
    made, key = pacts.pact(signed=True), new_id()

    for _again in range(2):
        actions.record(
            made.agreement, "HOST", term=1, amount=100, given_on=TODAY, by=made.host, at=NOON,
            key=key,
        )  # fmt: skip
    assert Handover.objects.filter(agreement=made.agreement).count() == 1


def test_it_expires_by_its_date_and_nothing_runs_for_it() -> None:
    made = pacts.pact(signed=True, ends_on=TODAY + 10 * DAY)
    rows = Agreement.objects.filter(district_id=made.agreement.district_id)

    assert rows.running(on=TODAY + 10 * DAY).exists()
    assert not rows.running(on=TODAY + 11 * DAY).exists()
    with pytest.raises(Refusal, match="已经到期"):
        actions.end(made.agreement, reason="迟了", by=made.host, at=NOON + 11 * DAY)


def test_either_ends_it_early_with_a_reason_and_owes_less() -> None:
    made = pacts.pact(signed=True)
    one = made.agreement

    for wrong in ({"reason": " "}, {"reason": "搬走", "on": TODAY - DAY}):
        with pytest.raises(Refusal):
            actions.end(one, **wrong, by=made.partner, at=NOON)
    key = new_id()
    actions.end(one, reason="店铺搬走", on=TODAY + 14 * DAY, by=made.partner, at=NOON, key=key)
    with pytest.raises(Repeated):
        actions.end(one, reason="店铺搬走", by=made.partner, at=NOON, key=key)

    assert (one.state, one.last_on) == ("ENDED", TODAY + 14 * DAY)
    account = queries.settlement(one, on=TODAY + 40 * DAY)[1]
    assert account.whole == 1200 * 15 // 31
    with pytest.raises(IllegalMove):
        actions.sign(one, "HOST", seen=one.seq, by=made.host, at=NOON)


def test_both_hear_90_30_and_7_days_before_and_each_once() -> None:
    made = pacts.pact(signed=True)
    district, end = made.agreement.district_id, dt.date(2027, 3, 1)

    def heard() -> int:
        return Message.objects.filter(kind="agreement_ending").count()

    def at(days: int) -> dt.datetime:
        return NOON + (end - TODAY - dt.timedelta(days=days))

    assert reminding.remind_due(district, at=at(91)) == 0
    for days in (90, 30, 7):
        assert reminding.remind_due(district, at=at(days)) == 1
        assert reminding.remind_due(district, at=at(days)) == 0
    assert heard() == 6
    assert reminding.remind_due(district, at=at(0)) == 0


def test_a_day_without_worker_skips_no_reminder_and_repeats_none() -> None:
    made = pacts.pact(signed=True)
    late = NOON + (dt.date(2027, 3, 1) - TODAY - 5 * DAY)

    assert reminding.remind_due(made.agreement.district_id, at=late) == 1
    assert Message.objects.filter(kind="agreement_ending", to=made.host).count() == 1
    assert reminding.remind_due(made.agreement.district_id, at=late) == 0


def test_renewal_is_a_new_agreement_that_points_back_and_there_is_one() -> None:
    made = pacts.pact(signed=True)
    one, key = made.agreement, new_id()
    with pytest.raises(Refusal, match="没有提前终止"):
        actions.renew(
            pacts.pact().agreement, ends_on=dt.date(2028, 3, 1), by=None, at=NOON, key=new_id()
        )

    new = actions.renew(one, ends_on=dt.date(2028, 3, 1), by=made.partner, at=NOON, key=key)
    same = actions.renew(one, ends_on=dt.date(2028, 3, 1), by=made.partner, at=NOON, key=key)

    assert (new.renews, new.starts_on, new.state) == (one, dt.date(2027, 3, 2), "DRAFT")
    assert (new.pk, new.terms) == (same.pk, one.terms)
    with pytest.raises(Refusal, match="已经续签"):
        actions.renew(one, ends_on=dt.date(2028, 3, 1), by=made.host, at=NOON, key=new_id())
    actions.drop(new, reason="条件不同了", by=made.host, at=NOON)
    again = actions.renew(one, ends_on=dt.date(2028, 3, 1), by=made.host, at=NOON, key=new_id())
    assert again.state == "DRAFT"


@pytest.mark.django_db(transaction=True)
def test_of_both_sides_that_renew_at_once_one_wins() -> None:
    made = pacts.pact(signed=True)

    def renew(_n: int) -> object:
        same = pacts.fresh(made.agreement)
        return actions.renew(same, ends_on=dt.date(2028, 3, 1), by=None, at=NOON, key=new_id())

    race(renew, runners=4)

    rows = Agreement.objects.filter(renews=made.agreement)
    assert rows.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_confirmation_and_a_dispute_at_once_one_holds() -> None:
    made = pacts.pact(signed=True)
    handover = pacts.given(made)

    def answer(n: int) -> object:
        same = Handover.objects.get(pk=handover.pk)
        same.agreement = pacts.fresh(made.agreement)
        if n % 2:
            return actions.confirm(same, by=made.host, at=NOON)
        return actions.dispute(same, objection="不对", by=made.host, at=NOON)

    answers = race(answer, runners=2)

    assert answers.count(None) == 1 or Handover.objects.get(pk=handover.pk).state == "CONFIRMED"
    assert timeline.verify(Handover.objects.get(pk=handover.pk)) is None


def test_who_sees_which() -> None:
    made, other = pacts.pact(signed=True), pacts.pact()
    district = made.agreement.district_id

    def seen(by: object) -> set:
        return set(policy.visible_to(by, district, on=TODAY))  # type: ignore[arg-type]  # any of the cast

    assert seen(made.host) == seen(made.partner) == {made.agreement}
    assert seen(make.manager()) == seen(make.dispatcher()) == {made.agreement, other.agreement}
    assert seen(make.manager(over=made.agreement.place)) == {made.agreement}
    assert seen(make.user()) == set()
    assert set(policy.public(district)) == {made.agreement}


def test_the_table_refuses_what_no_action_would_write() -> None:
    made = pacts.pact(signed=True)
    rows = Agreement.objects.filter(pk=made.agreement.pk)

    for changes in (
        {"partner": made.agreement.host}, {"host_signed_at": None}, {"state": "ENDED"},
        {"ends_on": TODAY - DAY},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind: str, language: str) -> None:
    told = PartnerNotice(
        kind=kind, ref="WHP-26-00001", subject="活动室换理发", link="/x/", other="海风理发店",
        text="理发 4 小时", when="2027-03-01", days=30,
    )  # fmt: skip
    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "WHP-26-00001" in part
        assert "活动室换理发" in part
