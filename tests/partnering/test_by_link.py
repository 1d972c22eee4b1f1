"""A partner without an account signs, confirms and says its yearly word by the links it gets."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal, Repeated, TooMany
from lianxin.network.models import User
from lianxin.outbox.models import Delivery, Message
from lianxin.partnering import actions, links
from lianxin.partnering.actions import Contact, linked, reminding, retention
from lianxin.partnering.links import Asked, Does, Standing
from lianxin.partnering.models import Agreement, Handover, Reach, Word
from tests import make
from tests.kernel.race import race
from tests.make import NOON
from tests.partnering import pacts

DAY = dt.timedelta(days=1)
WHO = Contact("王师傅", email="wang@example.cn")


def outsider(**fields: object) -> tuple[Agreement, User]:
    """An agreement whose partner has no account, and somebody of the host."""
    community = make.place()
    host = make.organisation(name="学苑社区居委会", at=community, kind="COMMUNITY")
    firm = make.organisation(name="海风理发店", at=community, kind="FIRM")
    by = make.handler(host)
    told = pacts.told(host, firm, contact=WHO, **fields)
    made = actions.draft(host.district, told, by=by, at=NOON, key=new_id())
    return pacts.fresh(made), by


def letter(kind: str) -> str:
    """The path in the newest letter of that kind."""
    sent = Delivery.objects.filter(kind=kind).latest("id")
    link = json.loads(sent.address or "{}")["link"]
    assert isinstance(link, str)
    return link


def asked(kind: str) -> Asked:
    path = letter(kind)
    token = path.rstrip("/").split("/")[-1]
    return links.read(token, make.district().pk)


def signed() -> tuple[Agreement, User]:
    made, by = outsider()
    actions.sign(made, "HOST", seen=made.seq, by=by, at=NOON)
    one = asked("agreement_asked")
    linked.sign(one, seen=one.agreement.seq, at=NOON)
    return pacts.fresh(made), by


def test_it_signs_by_the_link_of_its_letter_once() -> None:
    made, by = outsider()
    one, key = asked("agreement_asked"), new_id()

    linked.sign(one, seen=one.agreement.seq, at=NOON, key=key)
    with pytest.raises(Repeated):
        linked.sign(asked("agreement_asked"), seen=one.agreement.seq, at=NOON, key=key)
    with pytest.raises(Refusal) as refused:
        linked.sign(asked("agreement_asked"), seen=one.agreement.seq, at=NOON, key=new_id())
    assert refused.value.code == "over"

    half = pacts.fresh(made)
    assert (half.state, half.partner_signed_by) == ("HALF_SIGNED", None)
    actions.sign(half, "HOST", seen=half.seq, by=by, at=NOON)
    assert half.state == "SIGNED"
    assert "/partnering/town/" in letter("agreement_signed")


def test_a_link_is_good_for_a_fortnight_and_sent_again_on_request() -> None:
    made, by = outsider()
    one = asked("agreement_asked")

    assert links.standing(one, at=NOON + 14 * DAY - dt.timedelta(seconds=1)) == Standing.OPEN
    late = NOON + 14 * DAY
    with pytest.raises(Refusal, match="已经过期"):
        linked.sign(one, seen=one.agreement.seq, at=late)
    actions.ask_again(made, by=by, at=late)
    linked.sign(asked("agreement_asked"), seen=pacts.fresh(made).seq, at=late)
    for _n in range(2):
        with pytest.raises(Refusal, match="没有等对方"):
            actions.ask_again(pacts.fresh(made), by=by, at=late)


def test_links_are_not_sent_without_end() -> None:
    made, by = outsider()

    for _n in range(3):
        actions.ask_again(made, by=by, at=NOON)
    with pytest.raises(TooMany):
        actions.ask_again(made, by=by, at=NOON)


def test_what_is_worded_anew_is_read_anew() -> None:
    made, by = outsider()
    one = asked("agreement_asked")
    actions.amend(made, pacts.told(made.host, made.partner, title="换了"), by=by, at=NOON)

    with pytest.raises(Overtaken):
        linked.sign(asked("agreement_asked"), seen=one.agreement.seq, at=NOON)
    linked.remark(asked("agreement_asked"), text="改成每月两次", at=NOON)
    assert Message.objects.get(to=by, kind="agreement_remarked").facts["text"] == "改成每月两次"
    assert pacts.fresh(made).state == "DRAFT"


def test_a_letter_that_went_elsewhere_opens_nothing() -> None:
    made, by = outsider()
    old = letter("agreement_asked").rstrip("/").split("/")[-1]
    later = NOON + DAY

    actions.reach(made, Contact("李师傅", phone="138 0013 8000"), by=by, at=later)
    for token in (old, old[:-2] + "xx", "x"):
        with pytest.raises(NotAllowed):
            links.read(token, made.district_id)
    for bad in (Contact(" ", email="a@b.cn"), Contact("李"), Contact("李", email="ab")):
        with pytest.raises(Refusal):
            actions.reach(made, bad, by=by, at=later)


def test_after_both_signed_the_host_does_not_say_where_the_partner_reads() -> None:
    made, by = signed()

    with pytest.raises(NotAllowed):
        actions.reach(made, Contact("我", email="me@example.cn"), by=by, at=NOON)
    with pytest.raises(NotAllowed):
        actions.reach(made, WHO, by=make.handler(make.organisation()), at=NOON)
    actions.reach(made, WHO, by=make.dispatcher(), at=NOON)


def test_it_confirms_or_disputes_what_the_host_records() -> None:
    made, by = signed()
    told = {"term": 1, "amount": 6000, "given_on": NOON.date(), "by": by, "at": NOON}
    first = actions.record(made, "HOST", key=new_id(), **told)  # type: ignore[arg-type]  # plain values
    linked.confirm(asked("handover_told"), at=NOON)
    actions.record(made, "HOST", key=new_id(), **told)  # type: ignore[arg-type]  # as above
    linked.dispute(asked("handover_told"), objection="只开了一半", at=NOON)

    assert Handover.objects.get(pk=first.pk).state == "CONFIRMED"
    assert links.standing(asked("handover_told"), at=NOON) == Standing.DONE
    third = actions.record(made, "HOST", key=new_id(), **told)  # type: ignore[arg-type]  # as above
    third.agreement = made
    actions.withdraw(third, by=by, at=NOON)
    assert links.standing(asked("handover_told"), at=NOON) == Standing.GONE


def test_a_year_ends_with_a_word_of_each_side() -> None:
    made, by = outsider(ends_on=dt.date(2028, 3, 1))
    actions.sign(made, "HOST", seen=made.seq, by=by, at=NOON)
    one = asked("agreement_asked")
    linked.sign(one, seen=one.agreement.seq, at=NOON)
    ask = dt.datetime(2026, 12, 2, 9, 20, tzinfo=NOON.tzinfo)
    assert pacts.fresh(made).remind_on == ask.date()

    assert reminding.remind_due(made.district_id, at=ask) == 1
    assert Message.objects.filter(to=by, kind="agreement_yearly").exists()
    with pytest.raises(Refusal, match="写一句"):
        linked.say(asked("agreement_yearly"), wish="STOP", text=" ", at=ask)
    linked.say(asked("agreement_yearly"), wish="CHANGE", text="改成周末", at=ask)
    with pytest.raises(Refusal):
        linked.say(asked("agreement_yearly"), wish="GO_ON", at=ask)
    with pytest.raises(Refusal, match="已经说过"):
        actions.say(pacts.fresh(made), "PARTNER", wish="GO_ON", by=None, at=ask)
    actions.say(pacts.fresh(made), "HOST", wish="GO_ON", by=by, at=ask)

    assert {(w.party, w.year, w.wish) for w in Word.objects.all()} == {
        ("PARTNER", 0, "CHANGE"), ("HOST", 0, "GO_ON"),
    }  # fmt: skip
    assert pacts.fresh(made).remind_on == dt.date(2027, 12, 2)


@time_machine.travel(NOON + dt.timedelta(hours=1), tick=False)
def test_the_pages_of_links_only_show_until_a_button_is_pressed(client: Client) -> None:
    made, _by = outsider()
    path = letter("agreement_asked")

    page = client.get(path)
    assert page["X-Robots-Tag"].startswith("noindex")
    assert "王师傅，您代表海风理发店" in page.content.decode()
    assert pacts.fresh(made).seq == made.seq
    bad = client.post(f"{path}remark/", {"key": str(new_id()), "text": ""})
    assert (bad.status_code, "请写明哪里要改" in bad.content.decode()) == (422, True)
    stale = client.post(f"{path}sign/", {"key": str(new_id()), "seen": made.seq - 1})
    assert stale.status_code == 409
    assert client.post(f"{path}confirm/", {"key": str(new_id())}).status_code == 422
    seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())
    assert seen is not None
    done = client.post(f"{path}sign/", {"key": str(new_id()), "seen": seen[1]})
    assert done.status_code == 302
    assert "已经办好" in client.get(path).content.decode()
    assert client.get("/partnering/by-link/abc~def/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_at_once_one_signs() -> None:
    made, _by = outsider()
    token = letter("agreement_asked").rstrip("/").split("/")[-1]

    def tap(_n: int) -> object:
        one = links.read(token, made.district_id)
        linked.sign(one, seen=one.agreement.seq, at=NOON, key=new_id())
        return None

    answers = race(tap, runners=2)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert pacts.fresh(made).state == "HALF_SIGNED"


def test_a_link_for_one_thing_does_no_other() -> None:
    made, _by = signed()
    sign = links.path(Does.SIGN, made, at=NOON).rstrip("/").split("/")[-1]

    one = links.read(sign, made.district_id)
    assert one.handover is None
    assert links.standing(one, at=NOON) == Standing.DONE


def test_a_year_after_its_end_nothing_says_how_the_partner_was_reached() -> None:
    made, by = outsider(ends_on=dt.date(2026, 6, 1))
    actions.drop(made, reason="不签了", by=by, at=NOON)

    assert retention.keep_terms(made.district_id, at=NOON + 360 * DAY) == 0
    assert retention.keep_terms(made.district_id, at=NOON + 370 * DAY) == 1
    assert not Reach.objects.exists()
