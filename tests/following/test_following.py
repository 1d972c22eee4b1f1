"""Who raised something, or follows it, hears what became of it, however far away."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from lianxin.cases.actions import joining, retention
from lianxin.cases.heard import of_requester
from lianxin.cases.models import Case
from lianxin.following import actions, queries, tasks, telling
from lianxin.following import retention as terms
from lianxin.following.models import Follow, News
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network import own
from lianxin.network.models import User
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.kernel.race import race
from tests.kernel.workers import until, worker
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
LIFT = "三号楼的电梯老停"


def chain(*cases: Case) -> None:
    """Each came of the one before."""
    for source, target in itertools.pairwise(cases):
        lineage.link(
            Thing.of(source), Thing.of(target), district_id=source.district_id, how="TEST",
            by=None, at=NOON,
        )  # fmt: skip


def far_away(*, hops: int = 4, **fields: Any) -> list[Case]:
    """A complaint, and what came of it over so many hops; cases stand for things of any kind."""
    first = make.case(text=LIFT, **fields)
    chained = [first, *(make.case() for _n in range(hops))]
    chain(*chained)
    return chained


def happens(to: Case, *, by: User | None = None, text: str = "已建成") -> Entry:
    entry = timeline.append(to, "note", by=by, at=NOON + HOUR)
    actions.happened(
        to, entry=entry, subject="三号楼加装新电梯", text=text, link="/town/commitments/1/"
    )
    return entry


def told(user: User) -> int:
    return Message.objects.filter(to=user, kind="became").count()


def became() -> list[mail.EmailMessage]:
    return [letter for letter in mail.outbox if "下文" in letter.subject]


def test_who_complained_hears_of_what_came_of_it_four_hops_away() -> None:
    """X33: in her mail as soon as the worker has run, with the link that opens her own case."""
    first, *_between, last = far_away(contact=make.contact(email="li@example.org"))
    run_all()
    mail.outbox.clear()

    happens(last)
    run_all()

    (letter,) = mail.outbox
    assert letter.to == ["li@example.org"]
    assert letter.subject == f"有了下文：{first.subject}"
    assert f"您2026年3月2日反映的“{first.subject}”有了下文。" in letter.body
    assert "三号楼加装新电梯：已建成" in letter.body
    assert f"/track/{first.ref}/{privacy.tracking_code(first.pk)}/" in letter.body


def test_the_task_that_tells_waits_for_nothing() -> None:
    """X33: five minutes are two tasks of the worker; neither is put off."""
    *_rest, last = far_away(contact=make.contact(email="li@example.org"))
    entry = happens(last)

    run_all()

    sent = Delivery.objects.get(kind="became")
    assert sent.sent_at is not None
    assert sent.attempts == 1
    assert News.objects.get(entry=entry.pk).told_at is not None


def test_followers_of_each_thing_on_the_way_hear_once_by_what_is_nearest() -> None:
    first, second, _third, _fourth, last = far_away()
    both, one, stranger = make.user(), make.user(), make.user()
    actions.follow(first, user=both, at=NOON)
    actions.follow(second, user=both, at=NOON, title="第二件")
    actions.follow(last, user=one, at=NOON, title="新电梯")

    happens(last)
    run_all()

    assert [told(user) for user in (both, one, stranger)] == [1, 1, 0]
    assert Message.objects.get(kind="became", to=both).facts["title"] == "第二件"
    assert Message.objects.get(kind="became", to=one).facts["is_itself"] is True


def test_who_did_it_is_not_told_nor_who_is_reached_the_same_way_twice() -> None:
    doer = make.user()
    doer.email = "doer@example.org"
    doer.save()
    first, *_between, last = far_away(contact=make.contact(email="li@example.org"))
    second = make.case(text="电梯又停了", contact=make.contact(email="LI@example.org"))
    chain(second, last)
    actions.follow(first, user=doer, at=NOON)

    happens(last, by=doer)
    run_all()

    assert told(doer) == 0
    (letter,) = became()
    assert letter.to[0].casefold() == "li@example.org"


def test_those_joined_to_the_case_hear_by_their_own_link() -> None:
    main = make.case(text=LIFT)
    other = make.case(text="三号楼电梯坏了", contact=make.contact(email="wang@example.org"))
    joining.join(other, into=main, by=None, at=NOON + HOUR)
    run_all()
    mail.outbox.clear()

    happens(main)
    run_all()

    (letter,) = mail.outbox
    assert "一起反映的" in letter.body
    assert f"/track/{other.ref}/" in letter.body


def test_the_message_is_in_the_language_of_each() -> None:
    contact = make.contact(email="ann@example.org", language="en")
    first, *_between, last = far_away(hops=1, contact=contact)
    with translation.override("en"):
        happens(last)
    run_all()

    body = mail.outbox[-1].body
    assert f"“{first.subject}”, which you reported on 2 Mar 2026" in body


def test_twice_is_once_and_stopping_is_one_tap() -> None:
    thing, user = make.case(), make.user()
    for _time in range(2):
        actions.follow(thing, user=user, at=NOON)
    assert queries.follows(thing, user)

    for _time in range(2):
        actions.unfollow(thing, user=user, at=NOON + HOUR)
    assert not queries.follows(thing, user)
    happens(thing)
    run_all()
    assert told(user) == 0

    actions.follow(thing, user=user, at=NOON + HOUR)
    assert queries.follows(thing, user)
    assert Follow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_follow() -> None:
    thing, user = make.case(), make.user()

    race(lambda _n: actions.follow(thing, user=user, at=NOON), runners=4)

    assert Follow.objects.filter(district_id=thing.district_id).count() == 1


def test_nobody_follows_in_another_district() -> None:
    thing = make.case()
    stranger = make.user(of=make.district("elsewhere"))
    with pytest.raises(NotAllowed):
        actions.follow(thing, user=stranger, at=NOON)


def test_an_address_is_told_only_after_it_said_that_it_is_hers() -> None:
    thing, now = make.case(), timezone.now()  # an unconfirmed address is forgotten in time
    made = actions.follow_by_mail(thing, email="zhao@example.org", title="新电梯", at=now)
    again = actions.follow_by_mail(thing, email="ZHAO@example.org ", title="新电梯", at=now)
    assert again.pk == made.pk
    happens(thing)
    run_all()
    (asked,) = mail.outbox
    assert asked.subject == "请确认：关注“新电梯”"
    code = privacy.tracking_code(made.pk)
    assert f"/following/{made.pk}/{code}/" in asked.body

    with pytest.raises(NotAllowed):
        actions.confirm(made, code="wrong", at=now)
    actions.confirm(made, code=code, at=now)
    happens(thing)
    run_all()
    assert "您关注的“新电梯”有了新进展" in mail.outbox[-1].body

    actions.end(made, code=code, at=now)
    happens(thing)
    run_all()
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("email", ["", "zhao", "zhao@"])
def test_what_cannot_be_written_to_is_refused(email: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.follow_by_mail(make.case(), email=email, at=NOON)
    assert refused.value.field == "email"


def test_who_complained_may_want_to_hear_no_more_and_again() -> None:
    first, *_between, last = far_away(contact=make.contact(email="li@example.org"))
    hearer = of_requester(first.requester)
    assert queries.hears(first, hearer) is None
    actions.stop(first, hearer, at=NOON)
    assert queries.hears(first, hearer) is False
    happens(last)
    run_all()
    assert not became()

    actions.resume(first, hearer)
    happens(last)
    run_all()
    assert len(became()) == 1


def test_told_again_after_the_worker_died_is_told_once() -> None:
    """X33: the same news, however often the task runs."""
    *_rest, last = far_away(contact=make.contact(email="li@example.org"))
    follower = make.user()
    actions.follow(last, user=follower, at=NOON)
    entry = happens(last)
    for _time in range(2):  # said twice in the deed, too
        actions.happened(last, entry=entry, subject="x", text="x", link="/")
    run_all()

    news = News.objects.get(entry=entry.pk)
    tasks.tell.func(last.district_id, str(news.pk))

    assert telling.tell(last.district_id, news.pk, at=NOON) == 0
    assert told(follower) == 1
    assert len(became()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_midst_tells_nobody_twice() -> None:
    """X33: real workers; the first is killed as soon as it lives."""
    *_rest, last = far_away()
    followers = [make.user() for _n in range(30)]
    for user in followers:
        actions.follow(last, user=user, at=NOON)
    happens(last)
    for _time in range(2):
        with worker():
            pass
    with worker():
        until(lambda: News.objects.filter(told_at__isnull=False).exists())

    assert {told(user) for user in followers} == {1}


def test_a_forgotten_case_takes_back_what_was_told_of_it() -> None:
    *_rest, last = chained = far_away(contact=make.contact(email="li@example.org"))
    other = make.user()
    actions.follow(last, user=other, at=NOON)
    mailed = actions.follow_by_mail(chained[0], email="zhao@example.org", at=NOON)
    happens(last)
    run_all()

    retention.anonymise(Case.objects.get(pk=chained[0].pk), at=NOON + HOUR)

    assert not Delivery.objects.filter(kind="became", address__isnull=False).exists()
    assert told(other) == 1
    assert not Follow.objects.filter(pk=mailed.pk).exists()
    happens(last)
    run_all()
    assert len(became()) == 1


def test_idle_addresses_and_old_news_are_forgotten() -> None:
    thing = make.case()
    _never, kept, ended = (
        actions.follow_by_mail(thing, email=f"{name}@example.org", at=NOON)
        for name in ("never", "kept", "ended")
    )
    for one in (kept, ended):
        actions.confirm(one, code=privacy.tracking_code(one.pk), at=NOON)
    actions.end(ended, code=privacy.tracking_code(ended.pk), at=NOON)
    happens(thing)

    assert terms.keep_terms(thing.district_id, at=NOON + dt.timedelta(days=31)) == 2
    assert [row.pk for row in Follow.objects.all()] == [kept.pk]
    terms.keep_terms(thing.district_id, at=NOON + dt.timedelta(days=402))
    assert not News.objects.exists()


def test_what_a_person_follows_is_hers_to_take_away() -> None:
    thing, user = make.case(), make.user()
    actions.follow(thing, user=user, at=NOON, title="新电梯")
    assert own.told(user, by=user)["following"][0]["title"] == "新电梯"
    own.erase(user, by=user, at=NOON)
    assert not Follow.objects.exists()


def test_a_thousand_followers_cost_as_many_questions_as_ten() -> None:
    def asked(number: int) -> int:
        *_rest, last = far_away()
        for _n in range(number):
            actions.follow(last, user=make.user(), at=NOON)
        news = News.objects.get(entry=happens(last).pk)
        with CaptureQueriesContext(connection) as found:
            telling.tell(last.district_id, news.pk, at=NOON)
        return sum(1 for query in found if query["sql"].startswith("SELECT"))

    assert asked(3) == asked(12)
    assert settings.LANGUAGE_CODE == "zh-hans"
