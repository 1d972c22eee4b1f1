"""The desk sees a matter, not forty calls: one row, merged and separated, and told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import bulletins, joining, kin
from lianxin.cases.actions.family import MOST
from lianxin.cases.models import Bulletin, Case, Reading
from lianxin.cases.states import State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from tests import make
from tests.web.swap import after_swap, one, soup

HOUR = dt.timedelta(hours=1)
QUEUE = "/desk/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


@pytest.fixture
def here() -> Place:
    return make.grid()


@pytest.fixture
def matter(here: Place) -> list[Case]:
    """Three calls about one power cut, and one about something else."""
    cases = [make.case(here, text=f"{n}号楼停电了", class_code="WATER") for n in range(1, 4)]
    Case.objects.filter(pk__in=[c.pk for c in cases[1:]]).update(similar_to=cases[0])
    make.case(here, class_code="ROADS")
    return cases


def refs(client: Client, **query: Any) -> list[str]:
    page = soup(client.get(QUEUE, query))
    return [str(row["id"]).removeprefix("row-") for row in page.select(".rows__row")]


def state(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).state)


def test_a_matter_is_one_row_that_says_how_many_it_is(desk: Client, matter: list[Case]) -> None:
    """C15."""
    head, *others = matter

    assert head.ref in refs(desk)
    assert not {case.ref for case in others} & set(refs(desk))
    row = one(soup(desk.get(QUEUE)), f"#row-{head.ref}")
    assert "疑似同一件事，共 3 件" in row.text
    assert "待分派2" in "".join(one(soup(desk.get(QUEUE)), ".kpis").text.split())
    assert {case.ref for case in matter} <= set(refs(desk, state="ALL"))
    assert refs(desk, q=others[0].ref) == [others[0].ref]


def test_m_merges_the_row_and_the_answer_is_what_a_reload_shows(
    desk: Client, matter: list[Case]
) -> None:
    """C15."""
    head, *others = matter
    page = soup(desk.get(QUEUE))
    button = one(page, f"#row-{head.ref} [data-key=m]")
    url = str(button["formaction"])

    answer = desk.post(url, {"key": str(new_id())}, headers=HTMX)

    assert {state(case) for case in others} == {State.JOINED}
    swapped = after_swap(page, trigger=f"[data-hx-post='{url}']", answer=answer)
    queue = one(swapped, "#queue")
    assert "已并入 2 件" in one(queue, f"#row-{head.ref}").text
    assert f'action="{reverse("cases:unmerge", args=[head.ref])}"' in answer.text


def test_merging_is_undone(desk: Client, matter: list[Case]) -> None:
    """C15."""
    head, *others = matter
    desk.post(reverse("desk:merge", args=[head.ref]), {"key": str(new_id())})

    answer = desk.post(
        reverse("cases:unmerge", args=[head.ref]), {"key": str(new_id()), "next": QUEUE}
    )

    assert answer.headers["Location"] == QUEUE
    assert {state(case) for case in others} == {State.RECEIVED}
    assert set(joining.matter(head)) == set(others)


def test_the_page_of_the_case_lists_its_matter(desk: Client, matter: list[Case]) -> None:
    head, *others = matter
    page = soup(desk.get(reverse("cases:detail", args=[head.ref])))

    kin_part = one(page, "#kin")
    assert "疑似同一件事，还有 2 件" in kin_part.text
    assert {a["href"] for a in kin_part.select(".kin__row a")} == {
        reverse("cases:detail", args=[case.ref]) for case in others
    }
    desk.post(reverse("cases:dissolve", args=[head.ref]), {"key": str(new_id())})
    assert {case.ref for case in matter} <= set(refs(desk))


def test_one_is_joined_to_another_with_one_tap_or_by_its_number(desk: Client, here: Place) -> None:
    """C15."""
    main, case, third = (make.case(here, class_code="ROADS") for _ in range(3))
    like = {"id": str(main.pk), "score": 0.7, "words": ["路灯"]}
    Reading.objects.create(district=main.district, case=case, likes=[like], read_at=make.NOON)
    page = soup(desk.get(reverse("cases:detail", args=[case.ref])))
    form = one(page, ".kin__join")
    assert "相似 70%" in one(page, "#kin").text

    sent = {str(i["name"]): str(i["value"]) for i in form.select("input[name]")}
    desk.post(str(form["action"]), sent, headers=HTMX)
    desk.post(
        reverse("cases:join", args=[third.ref]), {"key": str(new_id()), "other": main.ref.lower()}
    )

    assert set(kin.followers(main)) == {case, third}
    page = soup(desk.get(reverse("cases:detail", args=[main.ref])))
    assert "已并入 2 件" in one(page, "#kin").text
    page = soup(desk.get(reverse("cases:detail", args=[case.ref])))
    assert main.ref in one(page, "#kin").text


def test_an_unknown_number_is_explained(desk: Client, here: Place) -> None:
    case = make.case(here)
    url = reverse("cases:join", args=[case.ref])

    answer = desk.post(url, {"key": str(new_id()), "other": "WH-26-99999"})
    assert answer.status_code == 422
    assert "没有找到这个编号" in answer.text
    assert desk.post(url, {"key": str(new_id())}).status_code == 422


def test_a_bulletin_goes_to_the_whole_matter(desk: Client, matter: list[Case]) -> None:
    """C17."""
    head = matter[0]
    joining.join(matter[1], into=head, by=None, at=make.NOON)
    url = reverse("desk:new_bulletin")
    page = soup(desk.get(url, {"case": head.ref}))
    assert "将告知 3 件" in one(page, "#meant").text

    sent = {"case": head.ref, "key": str(new_id()), "text": "变压器故障，预计八点恢复。"}
    answer = desk.post(url, sent)

    bulletin = Bulletin.objects.get()
    assert answer.headers["Location"] == reverse("desk:bulletin", args=[bulletin.pk])
    assert "3 件中已告知 0 件" in desk.get(answer.headers["Location"]).text
    bulletins.tell.func(bulletin.district_id, str(bulletin.pk))
    assert "3 件都已告知" in desk.get(answer.headers["Location"]).text
    assert "变压器故障" in desk.get(reverse("cases:detail", args=[head.ref])).text


def test_a_bulletin_goes_to_a_class_in_a_place_since_a_time(
    desk: Client, here: Place, matter: list[Case]
) -> None:
    """C17: with a preview of how many."""
    make.case(make.grid(), class_code="WATER")
    make.case(here, class_code="WATER", received_at=make.NOON - 30 * HOUR)
    asked = {
        "class_code": "WATER",
        "place": here.parent.code,
        "since": "2026-03-02T00:00",
    }

    page = soup(desk.get(reverse("desk:new_bulletin"), asked))
    assert "将告知 3 件" in one(page, "#meant").text
    sent = {**asked, "key": str(new_id()), "text": "预计八点恢复。"}
    desk.post(reverse("desk:new_bulletin"), sent)

    assert Bulletin.objects.get().cases.filter(district=here.district).count() == 3


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"class_code": "WATER", "text": "请联系 13812345678"}, "个人信息"),
        ({"class_code": "WATER", "text": ""}, "请写下"),
        ({"text": "好了"}, "请选择类别"),
    ],
)
def test_a_bulletin_that_is_refused_says_why(
    desk: Client, matter: list[Case], sent: dict[str, str], why: str
) -> None:
    answer = desk.post(reverse("desk:new_bulletin"), {"key": str(new_id()), **sent})

    assert answer.status_code == 422
    assert why in answer.text
    assert not Bulletin.objects.exists()


def test_a_case_is_divided_on_its_page_and_closed_as_a_whole(desk: Client, here: Place) -> None:
    """C16."""
    unit = make.organisation(name="医保局")
    case = make.case(here, assigned_to=make.organisation(), accepted=True)
    url = reverse("cases:divide", args=[case.ref])

    assert desk.post(url, {"key": str(new_id()), "unit_1": "医保局"}).status_code == 422
    desk.post(url, {"key": str(new_id()), "subject_1": "办参保", "unit_1": "医保局"})

    part = kin.parts(case).get()
    assert (part.subject, part.lead) == ("办参保", unit)
    page = soup(desk.get(reverse("cases:detail", args=[case.ref])))
    assert "1 件中已办完 0 件" in one(page, "#kin").text
    assert not page.select("#deed-close")
    sent = {"key": str(new_id()), "outcome": "CANNOT", "note": "政策调整，不再办理。"}
    desk.post(reverse("cases:close_whole", args=[case.ref]), sent)
    assert {state(case), state(part)} == {State.CLOSED}


def test_a_case_is_divided_into_as_many_parts_as_there_may_be(desk: Client, here: Place) -> None:
    """C16: ten lines, those beyond the third folded away."""
    case = make.case(here, assigned_to=make.organisation(), accepted=True)
    url, detail = (reverse(f"cases:{name}", args=[case.ref]) for name in ("divide", "detail"))
    form = one(soup(desk.get(detail)), "#deed-divide form")
    assert len(form.select("[name^=subject_]")) == MOST
    assert len(form.select(".disclosure:not([open]) [name^=subject_]")) == MOST - 3

    many = {f"subject_{n}": f"第{n}件" for n in range(1, 9)}
    wrong = soup(desk.post(url, {"key": str(new_id()), **many, "unit_9": "没有这个单位"}))
    assert one(wrong, "#deed-divide details[open] [name=subject_8]")["value"] == "第8件"
    desk.post(url, {"key": str(new_id()), **many})

    assert kin.parts(case).count() == 8
    left = one(soup(desk.get(detail)), "#deed-divide form")
    assert len(left.select("[name^=subject_]")) == MOST - 8


def test_the_page_says_how_far_a_long_merging_has_come(
    desk: Client, matter: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    head, *_others = matter
    monkeypatch.setattr(kin, "AT_ONCE", 1)
    desk.post(reverse("desk:merge", args=[head.ref]), {"key": str(new_id())})
    detail = reverse("cases:detail", args=[head.ref])

    assert "2 件中已合并 1 件" in " ".join(one(soup(desk.get(detail)), "#kin").text.split())
    begun = timeline.of(head).get(verb="merge")
    joining.merge_on.func(head.district_id, str(head.pk), str(begun.pk))

    assert not soup(desk.get(detail)).select("#kin progress")
    desk.post(reverse("cases:unmerge", args=[head.ref]), {"key": str(new_id())})
    text = " ".join(one(soup(desk.get(detail)), "#kin").text.split())
    assert "2 件中已拆出 1 件" in text


def test_a_bundle_is_opened_on_the_page(desk: Client, here: Place) -> None:
    """C16, CAS-13."""
    case = make.case(here)

    url = reverse("cases:divide", args=[case.ref])
    desk.post(url, {"key": str(new_id()), "bundle": "NEWBORN"})

    assert kin.parts(case).count() == 2
