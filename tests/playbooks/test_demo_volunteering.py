"""Who helps in the demo town."""

from __future__ import annotations

from lianxin.exchange.models import Claim
from lianxin.kernel import timeline
from lianxin.playbooks.demo import volunteering
from lianxin.volunteering.models import Certificate, Correction, Presence
from tests import make
from tests.make import NOON


def test_teams_help_around_today_and_a_second_call_adds_nothing() -> None:
    for _ in range(4):
        make.place()
    district = make.district()

    count = volunteering.fill(district, at=NOON)

    assert count == 37  # the three others have people of their own, who are not here
    found = Presence.objects.filter(district_id=district.pk)
    assert found.filter(minutes__gt=0).count() > 40
    assert found.filter(slot__starts_at__gt=NOON).exists()
    assert Certificate.objects.filter(district_id=district.pk).count() == 1
    states = Correction.objects.filter(district_id=district.pk).values_list("state", flat=True)
    assert sorted(states) == ["ASKED", "ESCALATED"]
    urgent = Claim.objects.filter(district_id=district.pk, listing__details__is_surge=True)
    assert urgent.exists()
    assert list(timeline.verify_all(found.filter(minutes__gt=0)[:20])) == []
    assert volunteering.fill(district, at=NOON) == count
