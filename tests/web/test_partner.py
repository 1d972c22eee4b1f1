"""A unit's work: who sees what under which tab, signing for many at once, handing on."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxin.cases.actions import dispatch, handling, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.states import State
from lianxin.insight import actions as insight
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make
from tests.web.swap import after_swap, one, soup

QUEUE = "/partner/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def person(unit: Organisation, client: Client) -> User:
    person = make.unit_lead(unit)
    client.force_login(person)
    return person


def shown(client: Client, **query: str) -> list[str]:
    page = soup(client.get(QUEUE, query))
    return [title.text for title in page.select(".rows__title")]


def form_of(page: BeautifulSoup) -> dict[str, str]:
    [form] = page.select("form#bulk")
    return {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}


def test_it_is_for_people_of_a_unit(client: Client) -> None:
    client.force_login(make.manager())

    assert client.get(QUEUE).status_code == 403


def test_a_seat_counts_until_its_last_day(client: Client, unit: Organisation) -> None:
    """X4."""
    make.case(assigned_to=unit, text="路灯不亮")
    today = timezone.localdate()
    client.force_login(make.handler(unit, until=today))
    assert shown(client) == ["路灯不亮"]

    client.force_login(make.handler(unit, until=today - dt.timedelta(days=1)))
    assert client.get(QUEUE).status_code == 403


def test_each_tab_holds_its_own(client: Client, unit: Organisation, person: User) -> None:
    """C10: helping is beside the unit's own, never among it."""
    make.case(assigned_to=unit, text="等签收")
    make.case(assigned_to=unit, accepted=True, text="在办")
    paused = make.case(assigned_to=unit, accepted=True, text="暂缓")
    handling.pause(paused, reason="PARTS", note="等货", by=None, at=make.NOON + HOUR)
    make.case(assigned_to=unit, answered=True, text="答复了")
    helped = make.case(assigned_to=make.organisation(), accepted=True, text="别家的")
    handling.ask_help(helped, unit=unit, note="请带梯子", by=None, at=make.NOON + HOUR)

    assert shown(client) == ["等签收"]
    assert shown(client, tab="working") == ["在办"]
    assert shown(client, tab="resting") == ["暂缓"]
    assert shown(client, tab="answered") == ["答复了"]
    assert shown(client, tab="helping") == ["别家的"]
    assert sorted(shown(client, tab="all")) == sorted(["等签收", "在办", "暂缓", "答复了"])


def test_filters_live_in_the_address(client: Client, unit: Organisation, person: User) -> None:
    mine = make.case(assigned_to=unit, text="灯", class_code="ROADS")
    make.case(assigned_to=unit, text="水", class_code="WATER")
    dispatch.accept(mine, by=person, at=make.NOON)

    assert shown(client, tab="all", class_code="WATER") == ["水"]
    assert shown(client, tab="all", person=str(person.pk)) == ["灯"]
    assert shown(client, tab="all", person="none") == ["水"]
    assert sorted(shown(client, tab="all", due="LATE")) == ["水", "灯"]  # all of last March
    assert sorted(shown(client, tab="all", class_code="NO_SUCH")) == ["水", "灯"]


def test_one_is_accepted_by_its_own_button(
    client: Client, unit: Organisation, person: User
) -> None:
    """C11."""
    case, other = make.case(assigned_to=unit), make.case(assigned_to=unit)
    sent = form_of(soup(client.get(QUEUE)))

    client.post(reverse("partner:accept"), sent | {"only": case.ref})

    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.state, case.handler, other.state) == (State.WORKING, person, State.ASSIGNED)


def test_many_are_accepted_and_what_was_refused_is_named(
    client: Client, unit: Organisation, person: User
) -> None:
    """C11."""
    cases = [make.case(assigned_to=unit) for _n in range(3)]
    sent = form_of(soup(client.get(QUEUE))) | {"ref": [case.ref for case in cases]}
    dispatch.accept(cases[1], by=make.handler(unit), at=make.NOON)

    answer = client.post(reverse("partner:accept"), sent, follow=True)

    said = [flash.text for flash in BeautifulSoup(answer.content, "lxml").select(".flash")]
    assert any(cases[1].ref in words and "没有签收" in words for words in said)
    assert any("已签收 2 件" in words for words in said)
    for case in cases:
        case.refresh_from_db()
        assert case.state == State.WORKING


def test_the_same_form_twice_is_one_deed(client: Client, unit: Organisation, person: User) -> None:
    case = make.case(assigned_to=unit)
    sent = form_of(soup(client.get(QUEUE))) | {"ref": [case.ref]}

    client.post(reverse("partner:accept"), sent)
    answer = client.post(reverse("partner:accept"), sent, follow=True)

    assert "已签收 1 件" in answer.content.decode()


def test_nothing_ticked_is_said(client: Client, unit: Organisation, person: User) -> None:
    make.case(assigned_to=unit)

    answer = client.post(reverse("partner:accept"), form_of(soup(client.get(QUEUE))))

    assert answer.status_code == 422
    assert "请先勾选" in answer.content.decode()


def test_another_units_case_is_not_accepted(client: Client, person: User) -> None:
    case = make.case(assigned_to=make.organisation())

    client.post(reverse("partner:accept"), {"key": str(new_id()), "ref": [case.ref]})

    case.refresh_from_db()
    assert case.state == State.ASSIGNED


def test_the_unit_lead_hands_a_case_to_a_person(
    client: Client, unit: Organisation, person: User
) -> None:
    case, colleague = make.case(assigned_to=unit, accepted=True), make.handler(unit)
    page = soup(client.get(QUEUE, {"tab": "working"}))
    [form] = page.select(".partner__hand form")
    choices = {str(option["value"]) for option in form.select("option")}
    url = str(form["action"])

    client.post(url, {"key": str(new_id()), "to": str(colleague.pk)})

    case.refresh_from_db()
    assert choices == {str(person.pk), str(colleague.pk)}
    assert (case.handler, url.endswith("?tab=working")) == (colleague, True)


def test_nobody_outside_the_unit_is_handed_a_case(
    client: Client, unit: Organisation, person: User
) -> None:
    case, stranger = make.case(assigned_to=unit, accepted=True), make.user()

    answer = client.post(
        reverse("partner:hand", args=[case.ref]), {"key": str(new_id()), "to": str(stranger.pk)}
    )

    assert answer.status_code == 422


def test_what_is_swapped_in_equals_a_reload(
    client: Client, unit: Organisation, person: User
) -> None:
    case = make.case(assigned_to=unit)
    make.case(assigned_to=unit, accepted=True)
    before = soup(client.get(QUEUE))
    sent = form_of(before) | {"only": case.ref}

    answer = client.post(reverse("partner:accept"), sent, headers={"HX-Request": "true"})

    swapped = after_swap(before, trigger="form#bulk", answer=answer)
    [now_shown], [afresh] = swapped.select("#partner"), soup(client.get(QUEUE)).select("#partner")
    assert now_shown == afresh


def test_the_units_figures_are_its_own_and_lead_to_their_rows(
    client: Client, unit: Organisation, person: User
) -> None:
    """C12, X8: what is charged to a unit stands on its own page, with denominators."""
    now = timezone.now() - dt.timedelta(hours=60)
    for at in (now, now + HOUR):
        make.case(assigned_to=unit, accepted=True, received_at=at, text="未反馈")
    answered = make.case(assigned_to=unit, answered=True, received_at=now, text="答复了")
    requester.rate(answered, Verdict("YES"), code=make.code(answered), at=now + HOUR)
    make.case(assigned_to=make.organisation(), answered=True, received_at=now)
    insight.count_stale_days(make.district().pk, at=timezone.now())

    page = soup(client.get(QUEUE))

    values = {one(kpi, ".kpi__label").text: one(kpi, ".kpi__value") for kpi in page.select(".kpi")}
    assert values["受理"].text.strip() == "3"
    assert "3 件中 1 件" in page.text
    assert "评价不足 5 件" in page.text
    missed = soup(client.get(str(values["未按时反馈"]["href"])))
    assert [title.text for title in missed.select(".rows__title")] == ["未反馈", "未反馈"]


def test_the_next_page_goes_on_where_the_first_ended(
    client: Client, unit: Organisation, person: User
) -> None:
    place = make.grid()
    for number in range(53):
        make.case(place, assigned_to=unit, received_at=make.NOON + number * HOUR)
    first = soup(client.get(QUEUE))
    [later] = first.select(".pager a[rel=next]")

    rest = soup(client.get(str(later["href"])))

    refs = [row["id"] for page in (first, rest) for row in page.select(".rows__row")]
    assert (len(refs), len(set(refs))) == (53, 53)
