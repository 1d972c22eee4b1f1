"""From a topic handed in to its official answer (GAT-03, KNO-07; X32)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.deliberation import policy, queries
from lianxin.deliberation.actions import answering, joining, moderating, retention, topics
from lianxin.deliberation.models import Author, Member, Remark, Support, Topic
from lianxin.deliberation.notices import KINDS, TopicNotice
from lianxin.following import telling as news
from lianxin.following.models import News
from lianxin.kernel import calendar, privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.network import own
from lianxin.network.models import Seat
from lianxin.outbox import wording
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.deliberation.building import draft, fresh, handed_in, house, shown
from tests.kernel.race import race
from tests.make import NOON

DAY = dt.timedelta(days=1)


def test_a_topic_is_seen_by_everybody_once_the_hall_has_read_it() -> None:
    at = house()
    topic = handed_in(at)
    assert not policy.public(topic.district_id).filter(pk=topic.pk).exists()

    moderating.show(topic, by=at.host, at=NOON)

    assert policy.public(topic.district_id).filter(pk=topic.pk).exists()
    assert Message.objects.filter(to=at.host, kind="topic_handed_in").count() == 1
    assert Delivery.objects.filter(kind__in=["topic_received", "topic_shown"]).count() == 2


def test_the_same_key_is_one_topic() -> None:
    at, key = house(), new_id()

    made = [topics.raise_topic(at.hall, draft(), at=NOON, key=key) for _time in range(2)]

    assert made[0].pk == made[1].pk
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"shown_as": ""}, "shown_as"),
        ({"email": ""}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_what_is_missing_is_said_at_its_field(told: dict[str, Any], field: str) -> None:
    at = house()

    with pytest.raises(Refusal) as refused:
        handed_in(at, **told)

    assert refused.value.field == field


def test_words_that_name_a_person_are_shown_only_when_somebody_read_them() -> None:
    at = house()
    topic = handed_in(at, text="请打 13812345678 找王建国。")

    with pytest.raises(Refusal) as refused:
        moderating.show(topic, by=at.host, at=NOON)
    assert refused.value.field == "is_read"

    moderating.show(topic, is_read=True, by=at.host, at=NOON)
    assert topic.state == "OPEN"


def test_an_answer_is_promised_in_fifteen_working_days_and_late_after_it() -> None:
    """X32. An extension is in sight, and does not make the answer timely."""
    at = house()
    topic = shown(at)
    due = topic.first_due_at
    assert due is not None
    worked = calendar.load(topic.district_id).add_working_days(NOON, 15)
    assert due == worked.at

    answering.extend(topic, to=due + 5 * DAY, note="要等供电公司", by=at.host, at=NOON)
    every = Topic.objects.filter(district_id=topic.district_id)
    assert not queries.overdue(every, at=due - DAY).exists()
    assert queries.overdue(every, at=due + DAY).get() == topic
    assert (fresh(topic).first_due_at, fresh(topic).due_at) == (due, due + 5 * DAY)

    for _time in range(2):
        assert answering.warn(topic.district_id, at=due + DAY) == 1
    assert Message.objects.filter(to=at.host, kind="topic_late").count() == 1
    answering.answer(topic, outcome="ADOPTED", text="下月装", by=at.host, at=due + DAY)
    assert not queries.overdue(every, at=due + 2 * DAY).exists()


def test_an_answer_says_what_and_why_and_only_what_is_adopted_is_finished() -> None:
    at = house()
    topic = shown(at)
    stranger = make.handler(make.organisation())

    with pytest.raises(NotAllowed):
        answering.answer(topic, outcome="ADOPTED", text="好", by=stranger, at=NOON)
    for outcome, text in (("", "好"), ("ADOPTED", " ")):
        with pytest.raises(Refusal):
            answering.answer(topic, outcome=outcome, text=text, by=at.host, at=NOON)
    key = new_id()
    answering.answer(topic, outcome="NOT_ADOPTED", text="没有电源", by=at.host, at=NOON, key=key)
    with pytest.raises(Repeated):
        answering.answer(
            topic, outcome="NOT_ADOPTED", text="没有电源", by=at.host, at=NOON, key=key
        )
    with pytest.raises(Refusal, match="没有采纳"):
        answering.finish(topic, note="装好了", by=at.host, at=NOON)

    other = shown(at, title="修长椅")
    answering.answer(other, outcome="PARTLY", text="先修两张", by=at.host, at=NOON)
    answering.finish(other, note="修好两张", by=at.host, at=NOON + DAY)
    assert (fresh(other).state, timeline.verify(fresh(other))) == ("DONE", None)


def test_every_supporter_is_sent_what_stood_there_and_what_stands_there_now() -> None:
    """X32."""
    at, neighbour = house(), make.user()
    author = make.user()
    topic = shown(at, user=author)
    joining.support(topic, user=neighbour, at=NOON)
    other = joining.support(topic, email="b@example.com", at=NOON)
    joining.confirm(other, code=privacy.tracking_code(other.pk), at=NOON)
    joining.support(topic, email="unconfirmed@example.com", at=NOON)

    with pytest.raises(NotAllowed):
        topics.revise(topic, title="改", text="改", by=neighbour, at=NOON)
    topics.revise(fresh(topic), title="楼下装六盏路灯", text="晚上太黑。", by=author, at=NOON)

    told = Message.objects.get(kind="topic_changed")
    assert told.to == neighbour
    assert "楼下装几盏路灯" in told.facts["before"]
    assert "楼下装六盏路灯" in told.facts["text"]
    assert Delivery.objects.filter(kind="topic_changed", address__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_is_for_it_counts_once_also_at_the_same_moment() -> None:
    at, neighbour = house(), make.user()
    topic = shown(at)

    race(lambda _n: joining.support(topic, user=neighbour, at=NOON), runners=4)
    by_mail = [joining.support(topic, email=" B@example.com", at=NOON) for _time in range(2)]
    assert fresh(topic).supports == 1  # nobody has said that the address is hers
    code = privacy.tracking_code(by_mail[0].pk)
    with pytest.raises(NotAllowed):
        joining.confirm(by_mail[0], code="WRONG", at=NOON)
    race(lambda _n: joining.confirm(by_mail[0], code=code, at=NOON), runners=4)

    assert (fresh(topic).supports, Support.objects.count()) == (2, 2)
    joining.drop(by_mail[0], code=code)
    joining.drop(by_mail[0], code=code)
    assert fresh(topic).supports == 1


def test_what_is_hidden_has_a_listed_reason_and_may_be_looked_at_once_more() -> None:
    at, author = house(), make.user()
    topic = handed_in(at, user=author)

    with pytest.raises(Refusal):
        moderating.hide(topic, reason="BECAUSE", by=at.host, at=NOON)
    moderating.hide(topic, reason="ADVERT", by=at.host, at=NOON)
    assert "广告" in Message.objects.get(to=author, kind="topic_hidden").facts["text"]
    with pytest.raises(Refusal):
        topics.appeal(topic, note=" ", by=author, at=NOON)
    topics.appeal(topic, note="不是广告", by=author, at=NOON)
    assert topic.state == "HANDED_IN"
    moderating.hide(topic, reason="ADVERT", by=at.host, at=NOON)
    with pytest.raises(Refusal, match="再看过一次"):
        topics.appeal(topic, note="真的不是", by=author, at=NOON)


def test_without_an_account_her_code_opens_what_is_hers() -> None:
    topic = handed_in(house())

    for code in ("", "WRONG"):
        with pytest.raises(NotAllowed):
            topics.withdraw(topic, code=code, at=NOON)
    topics.withdraw(topic, code=privacy.tracking_code(topic.pk), at=NOON)

    assert topic.state == "WITHDRAWN"


def test_of_two_that_are_the_same_one_goes_on_and_both_authors_hear() -> None:
    """X33: whoever raised the merged one hears of the answer to the other."""
    at, first, second = house(), make.user(), make.user()
    goes_on, merged = shown(at, user=first), handed_in(at, user=second, title="装路灯")
    with pytest.raises(Refusal):
        moderating.merge(goes_on, into=goes_on, by=at.host, at=NOON)
    moderating.merge(merged, into=goes_on, by=at.host, at=NOON)
    answering.answer(goes_on, outcome="ADOPTED", text="下月装", by=at.host, at=NOON + DAY)

    for row in News.objects.order_by("at"):
        news.tell(row.district_id, row.pk, at=NOON + DAY)

    for person in (first, second):
        assert Message.objects.filter(to=person, kind="became").exists()


def test_a_remark_without_an_account_or_with_a_number_waits_for_the_hall() -> None:
    at, neighbour = house(), make.user()
    topic, key = shown(at), new_id()

    told = [
        joining.say(topic, joining.Said(text, "邻居"), user=user, at=NOON, key=new_id())
        for text, user in (("赞成", neighbour), ("电话 13812345678", neighbour), ("也赞成", None))
    ]
    again = [
        joining.say(topic, joining.Said("好", "我", told[0]), user=neighbour, at=NOON, key=key)
        for _time in range(2)
    ]
    deeper = joining.say(
        topic, joining.Said("好的", "我", again[0]), user=neighbour, at=NOON, key=new_id()
    )

    assert [one.state for one in told] == ["SHOWN", "WAITING", "WAITING"]
    assert again[0].pk == again[1].pk
    assert deeper.parent == told[0]
    moderating.show_remark(told[2], by=at.host, at=NOON)
    moderating.hide_remark(told[1], reason="PERSONAL", by=at.host, at=NOON)
    shown_ones = queries.remarks_of(topic).shown()
    assert set(shown_ones) == {told[0], told[2], again[0], deeper}


def test_a_remark_is_reported_once_a_person() -> None:
    at = house()
    topic = shown(at)
    remark = joining.say(
        topic, joining.Said("骂人", "某"), user=make.user(), at=NOON, key=new_id()
    )

    for who in ("device 1", "device 1", "device 2"):
        joining.flag(remark, who=who, at=NOON)

    assert Remark.objects.get(pk=remark.pk).flags == 2


@pytest.mark.django_db(transaction=True)
def test_who_joins_the_group_of_a_topic_leaves_it_without_a_trace() -> None:
    """KNO-07."""
    topic, person = shown(house()), make.user()

    race(lambda _n: joining.join(topic, user=person, at=NOON), runners=3)
    assert Member.objects.count() == 1
    joining.leave(topic, user=person)

    assert not Member.objects.exists()


def test_only_the_hall_moderates_and_every_unit_sees_its_own() -> None:
    at, other = house(), make.handler(make.organisation())
    topic = handed_in(at)

    with pytest.raises(NotAllowed):
        moderating.show(topic, by=other, at=NOON)
    on = NOON.date()
    assert policy.visible_to(at.host, topic.district_id, on=on).count() == 1
    assert not policy.visible_to(other, topic.district_id, on=on).exists()
    moderating.show(topic, unit=Seat.objects.get(user=other).organisation, by=at.host, at=NOON)
    assert policy.visible_to(other, topic.district_id, on=on).count() == 1
    answering.answer(fresh(topic), outcome="EXPLAINED", text="说明", by=other, at=NOON)
    with pytest.raises(IllegalMove):
        moderating.hide(fresh(topic), reason="ADVERT", by=at.host, at=NOON)


def test_a_year_after_the_end_nobody_can_be_reached_and_her_data_is_hers_to_take() -> None:
    at, person = house(), make.user()
    topic, by_account = shown(at), shown(at, user=person)
    joining.support(topic, user=person, at=NOON)
    joining.join(topic, user=person, at=NOON)
    joining.say(topic, joining.Said("赞成", person.name), user=person, at=NOON, key=new_id())
    part = next(one for one in own.parts() if one.code == "deliberation")
    assert len(part.told(person)) == 4
    part.erase(person, NOON)
    assert part.told(person) == []
    assert (fresh(by_account).shown_as, fresh(topic).supports) == ("—", 0)

    answering.answer(fresh(topic), outcome="ADOPTED", text="装", by=at.host, at=NOON)
    assert retention.keep_terms(topic.district_id, at=NOON + 300 * DAY) == 0
    assert retention.keep_terms(topic.district_id, at=NOON + 400 * DAY) == 1
    assert not Author.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_every_message_is_worded(kind: str) -> None:
    notice = TopicNotice(
        kind=kind, ref="WHY-26-00001", subject="路灯", link="/x/", text="已看", before="原文",
        until=NOON.isoformat(),
    )  # fmt: skip

    for language in ("zh-hans", "en"):
        assert "WHY-26-00001" in wording.render(kind, vars(notice), language).subject
