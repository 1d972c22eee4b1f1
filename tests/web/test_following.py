"""What came of what, drawn for whoever may see it; following, and stopping by one tap."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import jsonschema
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxin.cases.models import Case
from lianxin.catalogue.actions import converting
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.following import actions, queries
from lianxin.following.models import Follow
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.lineage.models import Thing
from lianxin.operate.worker import run_all
from tests import make
from tests.following.prov_json import SCHEMA
from tests.web.swap import soup

DAY = dt.timedelta(days=1)


def draft(kind: str, title: str, **details: Any) -> Draft:
    unit = make.organisation(name="望海城建公司")
    return Draft(
        kind=kind, title=title, provider=unit, details=details, mode="ON_SITE",
        place=make.root(), area=make.root(), contact="值班室", phone="88680016", confirm_days=183,
    )  # fmt: skip


def chained(*, published: bool = True, **case: Any) -> tuple[Case, Listing]:
    """A case, and the service that came of it."""
    now = timezone.now() - 10 * DAY
    first = make.case(text="三号楼的电梯老停，老人下不了楼。", received_at=now, **case)
    told = draft("SERVICE", "电梯陪护上下楼", subjects=["社区生活"])
    made = converting.convert(
        make.district(), told, sources=[], others=[Thing.of(first)], by=None, at=now,
        key=new_id(),
    )  # fmt: skip
    if published:
        listings.publish(made, by=None, at=now)
    return first, made


def at(name: str, row: Any, *more: str) -> str:
    return reverse(f"following:{name}", args=[Thing.of(row).kind, row.pk, *more])


def lines(page: Any) -> list[str]:
    return [" ".join(step.get_text(" ").split()) for step in page.select(".chain__step")]


def test_she_sees_the_line_on_the_page_of_her_case(client: Client) -> None:
    """X33: what came of it, and the page of it, without an account."""
    first, made = chained(contact=make.contact(email="li@example.org"))
    code = make.code(first)

    page = soup(client.get(reverse("me:case", args=[first.ref, code])))

    own, then = lines(page)
    assert first.subject in own
    assert "就是这一件" in own
    assert "电梯陪护上下楼" in then
    assert "望海城建公司" in then
    assert page.select_one(f"a[href='{reverse('exchange:listing', args=[made.ref])}']")
    alone = client.get(at("chain_by_code", first, code))
    assert len(lines(soup(alone))) == 2
    assert alone["X-Robots-Tag"].startswith("noindex")


def test_a_case_that_led_to_nothing_has_no_line(client: Client) -> None:
    first = make.case()
    page = soup(client.get(reverse("me:case", args=[first.ref, make.code(first)])))
    assert not page.select(".chain")


def test_what_one_may_not_see_is_a_step_without_content(client: Client) -> None:
    first, made = chained()

    page = soup(client.get(at("chain", made)))

    hidden, own = lines(page)
    assert "居民反映的一件事" in hidden
    assert "内容没有公开" in hidden
    assert first.subject not in page.get_text()
    assert "电梯陪护上下楼" in own
    assert client.get(at("chain", first)).status_code == 404
    assert client.get(at("chain_by_code", first, "wrong")).status_code == 404
    assert client.get(at("chain", make.case())).status_code == 404


def test_who_may_see_the_case_sees_its_step(client: Client) -> None:
    first, made = chained()
    client.force_login(make.dispatcher())
    page = soup(client.get(at("chain", made)))
    assert page.select_one(f"a[href='{reverse('cases:detail', args=[first.ref])}']")


def test_it_is_taken_away_as_prov_json_without_people(client: Client) -> None:
    """X33: entities, activities, and units as the only agents."""
    first, made = chained(contact=make.contact(name="李秀英", phone="13800138000"))
    code = make.code(first)

    told = client.get(at("prov_by_code", first, code)).json()

    jsonschema.Draft7Validator(SCHEMA).validate(told)
    case, listing = f"lx:cases.case/{first.pk}", f"lx:exchange.listing/{made.pk}"
    assert told["entity"].keys() == {case, listing}
    (derived,) = told["wasDerivedFrom"].values()
    assert (derived["prov:usedEntity"], derived["prov:generatedEntity"]) == (case, listing)
    assert {row["prov:type"]["$"] for row in told["agent"].values()} == {"prov:Organization"}
    known = told["entity"].keys() | told["activity"].keys() | told["agent"].keys()
    for section in ("used", "wasGeneratedBy", "wasDerivedFrom", "wasAttributedTo"):
        for row in told[section].values():
            assert set(row.values()) <= known
    assert "李秀英" not in str(told)
    public = client.get(at("prov", made)).json()
    jsonschema.Draft7Validator(SCHEMA).validate(public)
    assert public["entity"][case]["prov:label"] == "居民反映的一件事"


def test_she_says_that_she_wants_to_hear_no_more(client: Client) -> None:
    first, made = chained(contact=make.contact(email="li@example.org"))
    page, hear = (
        reverse(f"me:{name}", args=[first.ref, make.code(first)]) for name in ("case", "hear")
    )
    assert soup(client.get(page)).select_one(f"form[action='{hear}'] input[value='stop']")

    client.post(hear, {"verb": "stop"})

    assert "后续还是告诉我" in client.get(page).content.decode()
    run_all()
    mail.outbox.clear()
    tell(made)
    assert not mail.outbox
    client.post(hear)
    tell(made)
    assert len(mail.outbox) == 1


def tell(made: Listing) -> None:
    entry = timeline.append(made, "note", by=None, at=timezone.now())
    actions.happened(made, entry=entry, subject=made.title, text="开始了", link="/")
    run_all()


def test_an_account_follows_and_stops_by_one_tap(client: Client) -> None:
    _first, made = chained()
    user = make.user()
    client.force_login(user)
    mine = reverse("following:mine")
    assert "还没有关注什么" in client.get(mine).content.decode()

    answer = client.post(at("follow", made))

    assert answer["Location"] == reverse("exchange:listing", args=[made.ref])
    assert queries.follows(made, user)
    tell(made)
    page = soup(client.get(mine))
    assert "电梯陪护上下楼" in page.get_text()
    assert "开始了" in page.get_text()
    row = Follow.objects.get(user=user)
    client.post(reverse("following:stop", args=[row.pk]))
    assert not queries.follows(made, user)
    client.post(at("follow", made))
    client.post(at("follow", made), {"verb": "end"})
    assert not queries.follows(made, user)


def test_nobody_stops_what_another_follows(client: Client) -> None:
    _first, made = chained()
    row = actions.follow(made, user=make.user(), at=timezone.now())
    client.force_login(make.user())
    assert client.post(reverse("following:stop", args=[row.pk])).status_code == 404


def test_what_one_may_not_see_one_cannot_follow(client: Client) -> None:
    first, made = chained(published=False)
    client.force_login(make.user())
    for row in (first, made):
        assert client.post(at("follow", row)).status_code == 404
    assert not Follow.objects.exists()


def test_without_an_account_a_letter_asks_and_its_link_shows_and_stops(client: Client) -> None:
    _first, made = chained()

    asked = client.post(at("follow", made), {"email": "zhao@example.org"})

    assert "请点信里的链接确认" in asked.content.decode()
    run_all()
    row = Follow.objects.get()
    link = f"/following/{row.pk}/{privacy.tracking_code(row.pk)}/"
    assert link in mail.outbox[-1].body
    assert client.get(link).status_code == 200
    assert Follow.objects.get().confirmed_at is None  # looking changes nothing
    client.post(link)
    tell(made)
    assert "开始了" in mail.outbox[-1].body
    page = soup(client.get(link))
    assert "开始了" in page.get_text()
    assert len(lines(page)) == 2
    client.post(link, {"verb": "end"})
    assert "已停" in client.get(link).content.decode()
    client.post(link)
    assert Follow.objects.get().ended_at is None
    wrong = f"/following/{row.pk}/{privacy.tracking_code(made.pk)}/"
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("email", ["", "zhao"])
def test_what_is_no_address_is_kept_and_refused(client: Client, email: str) -> None:
    _first, made = chained()
    answer = client.post(at("follow", made), {"email": email})
    assert answer.status_code == 422
    assert not Follow.objects.exists()


def test_one_visitor_cannot_have_everybody_written_to(client: Client) -> None:
    _first, made = chained()
    for n in range(10):
        client.post(at("follow", made), {"email": f"a{n}@example.org"})
    assert client.post(at("follow", made), {"email": "b@example.org"}).status_code == 422
    assert Follow.objects.count() == 10


def test_who_asked_hears_that_it_is_offered_being_built_and_built() -> None:
    """X33: two hops of the exchange, each step once."""
    now = timezone.now() - DAY
    first, _service = chained(contact=make.contact(email="li@example.org"))
    told = draft(
        "BUILD", "三号楼加装电梯", what="一部电梯", built_by="望海城建公司", progress="PLANNED",
        until=(timezone.localdate() + 30 * DAY).isoformat(),
    )  # fmt: skip
    build = converting.convert(
        make.district(), told, sources=[_service], others=[], by=None, at=now, key=new_id()
    )
    listings.publish(build, by=None, at=now)
    for progress in ("BUILDING", "BUILT", "BUILT"):
        build.refresh_from_db()
        further = listings.as_told(build)
        details = {**further.details, "progress": progress} if further.details else {}
        listings.edit(build, dataclasses.replace(further, details=details), by=None, at=now)
    run_all()

    heard = [letter.body for letter in mail.outbox if "有了下文" in letter.subject]
    assert ["已经公布" in body for body in heard] == [True, True, False, False]
    assert "三号楼加装电梯：建设中" in heard[2]
    assert "三号楼加装电梯：已建成" in heard[3]
    assert all(first.subject in body for body in heard)
