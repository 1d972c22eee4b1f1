"""What the demo town shows of partners, and of what came of needs."""

from __future__ import annotations

import datetime as dt

from lianxin.exchange.models import Listing
from lianxin.incubation.models import Group
from lianxin.incubation.states import GroupStage
from lianxin.kernel import timeline
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Link, Thing
from lianxin.partnering import queries
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.states import phase
from lianxin.playbooks.demo import chains, groups, partners, town


def test_the_town_has_agreements_in_every_state_and_chains_of_needs(noon: dt.datetime) -> None:
    district = town.load(at=noon, count=20).district

    assert partners.fill(district, at=noon) >= 8
    found = list(Agreement.objects.filter(district=district).whole())
    assert {one.state for one in found} == {"DRAFT", "HALF_SIGNED", "SIGNED", "ENDED", "DROPPED"}
    signed = [one for one in found if one.state == "SIGNED"]
    assert {str(phase(one.starts_on, one.ends_on, on=noon.date())) for one in signed} == {
        "COMING", "RUNNING", "EXPIRED",
    }  # fmt: skip
    assert any(one.renews for one in found)
    assert all(timeline.verify(one) is None for one in found)
    given = Handover.objects.filter(district=district)
    assert {one.state for one in given} == {"RECORDED", "CONFIRMED", "DISPUTED"}
    accounts = queries.settlements(signed, on=noon.date())
    assert any(each.late for rows in accounts.values() for each in rows)
    assert partners.fill(district, at=noon) == len(found)

    assert groups.fill(district, at=noon) == 7
    stages = set(Group.objects.filter(district=district).values_list("state", flat=True))
    assert stages == set(GroupStage.values)

    links = chains.fill(district, at=noon)
    builds = [Thing.of(one) for one in Listing.objects.filter(district=district, kind="BUILD")]
    up = lineage.ancestors(district.pk, *builds)
    assert len(builds) == 4
    assert max(step.hops for step in up) == 2
    assert chains.fill(district, at=noon) == links == Link.objects.count()
