"""Build agreements as far as asked. Every argument has a default."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from lianxin.partnering import actions
from lianxin.partnering.actions import Told
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.terms import Term
from tests import make
from tests.make import NOON

DAY = dt.timedelta(days=1)
TODAY = NOON.date()
ROOM = Term("HOST", "SPACE", "一楼活动室", 6000, "MONTH", "平方米")
CUTS = Term("PARTNER", "HOURS", "上门理发", 1200, "MONTH", "小时")


@dataclass(frozen=True)
class Pact:
    """An agreement, and somebody of each side."""

    agreement: Agreement
    host: User
    partner: User


def told(host: Organisation, partner: Organisation, **fields: Any) -> Told:
    defaults: dict[str, Any] = {
        "title": "活动室换上门理发",
        "kind": "PARTNERSHIP",
        "way": "SPACE",
        "starts_on": TODAY,
        "ends_on": dt.date(2027, 3, 1),
        "terms": [ROOM, CUTS],
    }
    return Told(host=host, partner=partner, **(defaults | fields))


def pact(*, at: dt.datetime = NOON, signed: bool = False, **fields: Any) -> Pact:
    """Drafted by the host; with `signed`, signed by both."""
    community = make.place()
    host = make.organisation(name="学苑社区居委会", at=community, kind="COMMUNITY")
    firm = make.organisation(name="海风理发店", at=community, kind="FIRM")
    people = make.handler(host), make.handler(firm)
    agreement = actions.draft(
        host.district, told(host, firm, **fields), by=people[0], at=at, key=new_id()
    )
    made = Pact(fresh(agreement), *people)
    return sign(made, at=at) if signed else made


def sign(of: Pact, *, at: dt.datetime = NOON) -> Pact:
    for party, by in (("HOST", of.host), ("PARTNER", of.partner)):
        same = fresh(of.agreement)
        actions.sign(same, party, seen=same.seq, by=by, at=at)
    return Pact(fresh(of.agreement), of.host, of.partner)


def given(of: Pact, party: str = "PARTNER", *, at: dt.datetime = NOON, **fields: Any) -> Handover:
    defaults: dict[str, Any] = {"term": 2, "amount": 400, "given_on": at.date()}
    by = of.host if party == "HOST" else of.partner
    return actions.record(of.agreement, party, **(defaults | fields), by=by, at=at, key=new_id())


def fresh(of: Agreement) -> Agreement:
    found: Agreement = Agreement.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    return found
