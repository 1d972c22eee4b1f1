"""Letters of thanks: figures from the records, and the names of who agreed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Seat
from lianxin.outbox.models import Message
from lianxin.visits.models import Named, Thanks
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.web.swap import one, soup

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def keyed(**fields: Any) -> dict[str, Any]:
    return {"key": str(new_id()), **fields}


def shown(client: Client, url: str) -> str:
    return " ".join(one(soup(client.get(url)), "main").get_text(" ", strip=True).split())


class Cast:
    """Who thanks, the unit that is thanked, and its people; one of them called at two doors."""

    def __init__(self) -> None:
        doors.building(floors=2, doors=1)
        self.of = doors.running(officers=1)
        self.helper = self.of.officers[0]
        self.unit: Organisation = network.seats_on(self.helper, on=TODAY)[0].organisation
        self.lead = make.unit_lead(self.unit)
        for call in self.of.calls():
            doors.visit(call)
            doors.visit(call)
        self.writer = signed_in(self.of.lead)

    def told(self, **fields: Any) -> dict[str, Any]:
        return keyed(
            unit=str(self.of.campaign.unit_id), to=str(self.unit.pk), since=str(TODAY - 9 * DAY),
            until=str(TODAY), text="谢谢你们一户一户走到。", people=self.helper.username,
        ) | fields  # fmt: skip

    def written(self) -> Thanks:
        self.writer.post("/visits/thanks/new/", self.told())
        return Thanks.objects.get()


def url_of(found: Thanks, deed: str = "") -> str:
    return f"/visits/thanks/{found.ref}/{deed}"


def test_a_letter_has_counted_figures_and_names_who_agreed() -> None:
    """VIS-10: a door counts once; she can say no after it was sent."""
    cast = Cast()
    letter, helper, lead = cast.written(), signed_in(cast.helper), signed_in(cast.lead)
    assert lead.get(url_of(letter)).status_code == 404
    assert "还没答复" in shown(cast.writer, url_of(letter))
    assert cast.helper.name not in letter.text
    helper.post(url_of(letter, "agree/"), keyed())
    cast.writer.post(url_of(letter, "send/"), keyed())

    page = shown(lead, url_of(letter))
    assert "走访 2 户" in page
    assert f"特别感谢：{cast.helper.name}" in page
    assert "问过的人" not in page
    assert Message.objects.filter(to=cast.lead, kind="thanks_sent").count() == 1
    paper = lead.get(url_of(letter, "letter.pdf"))
    assert paper.content.startswith(b"%PDF")
    helper.post(url_of(letter, "refuse/"), keyed())
    assert "特别感谢" not in shown(lead, url_of(letter))


def test_who_has_not_agreed_is_counted_and_not_named() -> None:
    cast = Cast()
    letter = cast.written()
    cast.writer.post(url_of(letter, "send/"), keyed())
    page = shown(signed_in(cast.lead), url_of(letter))
    assert "走访 2 户" in page
    assert cast.helper.name not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"people": "没有这人"}, "没有找到：没有这人"),
        ({"until": "2027-01-01"}, "结束日期要在开始日期之后、今天以前"),
        ({"text": " "}, ""),
    ],
)
def test_what_cannot_be_written_is_told_beside_it(fields: dict[str, str], said: str) -> None:
    cast = Cast()
    answer = cast.writer.post("/visits/thanks/new/", cast.told(**fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Thanks.objects.exists()


def test_only_people_of_that_unit_are_named_and_nothing_is_sent_without_figures() -> None:
    cast = Cast()
    other = make.handler(make.organisation())
    told = cast.told(people=other.username)
    assert "只写这个单位的人" in cast.writer.post("/visits/thanks/new/", told).content.decode()
    empty = cast.told(since="2025-01-01", until="2025-01-02")
    for _time in range(2):
        cast.writer.post("/visits/thanks/new/", empty)
    letter = Thanks.objects.get()
    refused = cast.writer.post(url_of(letter, "send/"), keyed())
    assert (refused.status_code, "没有可以写的数字" in refused.content.decode()) == (422, True)
    cast.writer.post(url_of(letter, "drop/"), keyed())
    assert Thanks.objects.get().state == "DROPPED"
    assert Named.objects.count() == 1


def test_who_has_no_part_in_it_sees_and_does_nothing() -> None:
    cast = Cast()
    letter = cast.written()
    other = signed_in(make.handler(make.organisation(at=make.place())))
    assert other.get(url_of(letter)).status_code == 404
    assert signed_in(cast.helper).get(url_of(letter, "letter.pdf")).status_code == 404
    assert other.post(url_of(letter, "agree/"), keyed()).status_code == 404
    helper = signed_in(cast.helper)
    assert helper.post(url_of(letter, "send/"), keyed()).status_code == 403
    assert cast.writer.post(url_of(letter, "agree/"), keyed()).status_code == 403


def test_a_list_of_many_costs_as_many_queries(django_assert_max_num_queries: Any) -> None:
    cast = Cast()
    for _n in range(12):
        cast.writer.post("/visits/thanks/new/", cast.told())
    cast.writer.get("/visits/thanks/")
    with django_assert_max_num_queries(14):
        cast.writer.get("/visits/thanks/")


def test_what_somebody_did_before_she_came_is_not_counted_for_the_unit() -> None:
    cast = Cast()
    letter = cast.written()
    assert "走访 2 户" in shown(cast.writer, url_of(letter))

    Seat.objects.filter(user=cast.helper).update(starts_on=TODAY + DAY)

    assert "走访 2 户" not in shown(cast.writer, url_of(letter))
