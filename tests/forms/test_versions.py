"""Forms are kept by version; an unchanged one makes none."""

from __future__ import annotations

import pytest

from lianxin.forms import actions, queries
from lianxin.forms.checks import checked
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Role
from tests import make
from tests.forms import samples
from tests.make import NOON


def test_a_changed_form_is_a_new_version_and_the_old_one_stays() -> None:
    home = make.district()
    first = actions.put_form(home.pk, samples.definition(), by=None, at=NOON)
    again = actions.put_form(home.pk, samples.definition(), by=None, at=NOON)
    changed = checked(samples.lamp(required=True))
    second = actions.put_form(home.pk, changed, by=None, at=NOON)

    assert again == first
    assert (first.version, second.version) == (1, 2)
    assert queries.latest(home.pk, "LAMP") == second
    old = queries.at_version(home.pk, "LAMP", 1)
    assert old is not None
    assert old.read() == samples.definition()
    assert [form.version for form in queries.versions(home.pk)] == [2, 1]


def test_the_latest_is_asked_for_once(django_assert_num_queries) -> None:
    home = make.district()
    actions.put_form(home.pk, samples.definition(), by=None, at=NOON)
    queries.latest(home.pk, "LAMP")
    with django_assert_num_queries(1):  # the mark
        queries.latest(home.pk, "LAMP")


def test_a_form_of_another_district_is_not_found() -> None:
    actions.put_form(make.district().pk, samples.definition(), by=None, at=NOON)
    assert queries.latest(make.district("elsewhere").pk, "LAMP") is None


def test_only_the_operator_of_the_district_puts_a_form() -> None:
    home = make.district()
    operator = make.seat(Role.OPERATOR, make.desk())
    form = actions.put_form(home.pk, samples.definition(), by=operator, at=NOON)
    assert form.put_by == operator
    for other in (make.user(), make.dispatcher()):
        with pytest.raises(NotAllowed):
            actions.put_form(home.pk, checked(samples.lamp()), by=other, at=NOON)
    elsewhere = make.district("elsewhere")
    with pytest.raises(NotAllowed):
        actions.put_form(elsewhere.pk, samples.definition(), by=operator, at=NOON)
