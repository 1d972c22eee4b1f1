"""A unit puts listings together under a theme; who follows it is told of what is added."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.catalogue import finding
from lianxin.catalogue.actions import collecting, saving
from lianxin.catalogue.actions.collecting import Told
from lianxin.catalogue.models import Collection, CollectionItem
from lianxin.exchange.actions import listings
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)


def begun(unit: Organisation | None = None, **told: Any) -> Collection:
    asked = Told(**({"title": "邻里就业超市", "text": "课程、岗位和辅导"} | told))
    unit = unit or make.organisation(name="就业服务中心")
    return collecting.begin(unit, asked, by=None, at=NOON, key=new_id())


def held(collection: Collection) -> set[str]:
    return {one.title for one in finding.collected(collection, at=NOON + DAY)}


def test_what_was_picked_and_what_fits_its_question_belongs_to_it() -> None:
    theme = begun(asked={"q": "膜材料"})
    course = shelf.listing(kind="COURSE", title="简历课", mode="ON_SITE")
    shelf.listing(title="耐盐膜材料")
    shelf.listing(title="午餐")

    collecting.add(theme, course.ref.lower(), by=None, at=NOON)
    collecting.add(theme, course.ref, by=None, at=NOON)

    assert held(theme) == {"简历课", "耐盐膜材料"}
    listings.withdraw(course, by=None, at=NOON)
    assert held(theme) == {"耐盐膜材料"}


def test_a_question_that_nothing_quite_fits_brings_nothing_in() -> None:
    theme = begun(asked={"q": "电饭锅"})
    shelf.listing(title="小家电维修", text="电饭锅、风扇", details={"subjects": ["维修"]})
    assert held(theme) == set()


def test_who_follows_is_told_of_what_is_added_and_of_nothing_else() -> None:
    theme, user = begun(), make.user()
    old, other = shelf.listing(title="旧岗位", at=NOON - 9 * DAY), shelf.listing(title="别的")
    first = collecting.add(theme, old.ref, by=None, at=NOON)
    collecting.publish(theme, by=None, at=NOON)
    told = {"collection": str(theme.pk)}
    saving.save(theme.district, told, title="就业", by=user, key=new_id(), at=NOON)
    listings.confirm(other, by=None, at=NOON + DAY / 2)

    def messages(day: int) -> list[Message]:
        saving.tell(theme.district_id, at=NOON + day * DAY)
        return list(Message.objects.filter(district_id=theme.district_id, kind="search_found"))

    assert messages(1) == []
    collecting.add(theme, other.ref, by=None, at=NOON + DAY * 1.5)
    (message,) = messages(2)
    assert (message.to, message.facts["text"]) == (user, "别的")
    assert str(theme.pk) in message.facts["link"]

    collecting.drop(first, by=None, at=NOON + DAY * 2)
    collecting.add(theme, old.ref, by=None, at=NOON + DAY * 2.5)
    collecting.end(theme, by=None, at=NOON + DAY * 2.5)
    assert len(messages(3)) == 1


def test_what_is_not_public_cannot_be_followed() -> None:
    theme = begun(asked={"q": "膜"})
    with pytest.raises(Refusal):
        saving.save(
            theme.district, {"collection": str(theme.pk)}, title="", by=make.user(),
            key=new_id(), at=NOON,
        )  # fmt: skip


def test_an_empty_one_is_not_published_and_the_same_key_is_one() -> None:
    unit, key = make.organisation(), new_id()
    one, other = (
        collecting.begin(unit, Told("成果"), by=None, at=NOON, key=key) for _n in range(2)
    )
    assert one.pk == other.pk
    with pytest.raises(Refusal) as refused:
        collecting.publish(one, by=None, at=NOON)
    assert refused.value.field == "ref"


@pytest.mark.parametrize(
    ("told", "field"), [({"title": " "}, "title"), ({"text": "长" * 2001}, "text")]
)
def test_what_cannot_be_kept_is_refused_where_it_was_typed(told: Any, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        begun(**told)
    assert refused.value.field == field


def test_only_what_is_offered_can_be_picked() -> None:
    theme = begun()
    for ref in ("WHG-26-99999", shelf.draft().ref, ""):
        with pytest.raises(Refusal):
            collecting.add(theme, ref, by=None, at=NOON)
    assert not CollectionItem.objects.filter(district_id=theme.district_id).exists()


def test_others_can_do_nothing_with_it() -> None:
    theme = begun(asked={"q": "膜"})
    stranger = make.unit_lead(make.organisation(name="别的单位", at=make.place()))
    ref = shelf.listing().ref
    for act in (
        lambda: collecting.begin(theme.provider, Told("x"), by=stranger, at=NOON, key=new_id()),
        lambda: collecting.edit(theme, Told("x"), by=stranger, at=NOON),
        lambda: collecting.add(theme, ref, by=stranger, at=NOON),
        lambda: collecting.publish(theme, by=stranger, at=NOON),
        lambda: collecting.end(theme, by=stranger, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("fair", "field"),
    [
        ({"starts_at": NOON}, "ends_at"),
        ({"ends_at": NOON}, "ends_at"),
        ({"starts_at": NOON, "ends_at": NOON, "address": "体育馆"}, "ends_at"),
        ({"starts_at": NOON, "ends_at": NOON + DAY}, "address"),
        ({"live_url": "http://live.example.cn/"}, "live_url"),
    ],
)
def test_a_fair_has_both_ends_and_is_somewhere(fair: dict[str, Any], field: str) -> None:
    """MAT-06, MAT-07."""
    with pytest.raises(Refusal) as refused:
        begun(**fair)
    assert refused.value.field == field
    assert not Collection.objects.exists()


def test_a_fair_comes_until_it_is_over() -> None:
    fair = begun(asked={"q": "电工"}, starts_at=NOON, ends_at=NOON + DAY, address="体育馆一楼")
    coming = Collection.objects.filter(district_id=fair.district_id).coming

    assert not coming(at=NOON).exists()  # nobody has published it
    collecting.publish(fair, by=None, at=NOON)
    assert coming(at=NOON).get() == fair
    assert not coming(at=NOON + DAY).exists()
