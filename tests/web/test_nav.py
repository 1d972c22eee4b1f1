"""The side bar: what each role uses, in groups that stay as somebody left them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lianxin.network.models import Role
from lianxin.web.shell import nav
from tests import make
from tests.web.swap import one, soup


def sidebar(client: Client, path: str) -> BeautifulSoup:
    return soup(client.get(path))


def links(page: BeautifulSoup, within: str) -> list[str]:
    return [link.text.strip() for link in page.select(f"{within} .nav__link")]


def opened(page: BeautifulSoup) -> list[str]:
    return [str(group["data-group"]) for group in page.select(".nav__group[open]")]


def test_a_handler_sees_what_she_uses_and_nothing_of_the_desk(client: Client) -> None:
    client.force_login(make.handler(make.organisation()))

    shown = links(sidebar(client, reverse("partner:queue")), ".nav__groups")

    assert {"承办", "点单", "我的清单", "大厅"} <= set(shown)
    assert not {"分派", "牵头", "供需数据", "自动归类", "接口令牌"} & set(shown)
    assert len(shown) == len(set(shown))


def test_the_page_one_is_on_is_marked_and_its_group_stands_open(client: Client) -> None:
    client.force_login(make.dispatcher())

    page = sidebar(client, reverse("exchange:orders"))

    current = page.select(".nav__groups [aria-current=page]")
    assert [link.text.strip() for link in current] == ["点单"]
    assert opened(page) == ["exchange"]
    assert one(page, "#nav-exchange").text.strip() == "供需"
    assert page.select(".nav__group ul[aria-labelledby=nav-exchange]")


def test_groups_stay_as_they_were_left_and_the_one_that_is_needed_opens(client: Client) -> None:
    client.force_login(make.dispatcher())
    client.cookies[nav.COOKIE] = "-exchange.figures.no-such-group"

    assert opened(sidebar(client, reverse("desk:queue"))) == ["figures"]
    assert opened(sidebar(client, reverse("exchange:orders"))) == ["exchange", "figures"]


def test_few_links_need_no_folding(client: Client) -> None:
    client.force_login(make.seat(Role.VOLUNTEER, make.organisation()))

    page = sidebar(client, reverse("today:home"))

    assert len(links(page, ".nav__groups")) <= nav.FEW
    assert not page.select(".nav__group:not([open])")


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.HANDLER, Role.WORKER])
def test_a_phone_has_five_and_all_others_behind_the_last(client: Client, role: Role) -> None:
    client.force_login(make.seat(role, make.desk(make.district())))

    page = sidebar(client, reverse("today:home"))

    bar = page.select(".nav__bar > li")
    assert len(bar) == 5
    assert bar[-1].select_one("summary")
    near = [link["href"] for link in page.select(".nav__bar > li > .nav__link")]
    rest = [link["href"] for link in page.select(".nav__sheet .nav__link")]
    every = [link["href"] for link in page.select(".nav__groups .nav__link")]
    assert sorted(near + rest) == sorted(every)
    assert near[0] in (reverse("desk:queue"), reverse("today:home"))


def test_on_a_page_behind_the_last_the_last_is_marked(client: Client) -> None:
    client.force_login(make.dispatcher())

    page = sidebar(client, reverse("lead:board"))

    assert one(page, ".nav__more > summary")["aria-current"] == "true"


def test_every_entry_leads_somewhere_and_stands_once() -> None:
    names = [entry.url_name for group in nav.GROUPS for entry in group.entries]

    assert len(names) == len(set(names))
    assert all(reverse(name) for name in names)
