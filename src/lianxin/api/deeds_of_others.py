"""What is written down for those without an account: a requester on the phone, parties that settle
a dispute."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lianxin.api.named import moment, person_named
from lianxin.api.shapes import DeedIn
from lianxin.cases.actions import mediation, requester
from lianxin.cases.actions.mediation import Side
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, Party
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


def supply(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    requester.supply(case, note=said.note, by=by, at=at, key=said.key)


def add(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    requester.add(case, note=said.note, by=by, at=at, key=said.key)


def urge(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    requester.urge(case, note=said.note, by=by, at=at, key=said.key)


def withdraw(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    requester.withdraw(case, note=said.note, by=by, at=at, key=said.key)


def rate(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    verdict = Verdict(said.solved, said.was_contacted, said.scores, said.note)
    requester.rate(case, verdict, by=by, at=at, key=said.key)


def open_mediation(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    parties = [Side(name=one.name, phone=one.phone) for one in said.parties]
    mediator = person_named(case, said)
    mediation.open_mediation(case, mediator=mediator, parties=parties, by=by, at=at, key=said.key)


def consent(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    mediation.consent(_party(case, said), by=by, at=at, key=said.key)


def decline(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    mediation.decline(_party(case, said), by=by, at=at, key=said.key)


def set_session(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    mediation.set_session(case, held_at=moment(said), by=by, at=at, key=said.key)


def draft_agreement(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    mediation.draft_agreement(case, agreement=said.note, by=by, at=at, key=said.key)


def sign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    mediation.sign(_party(case, said), by=by, at=at, key=said.key)


def end_mediation(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    mediation.end_mediation(case, note=said.note, by=by, at=at, key=said.key)


def _party(case: Case, said: DeedIn) -> Party:
    """By what it is called in this mediation: 甲方."""
    rows = Party.objects.filter(
        district_id=case.district_id, mediation__case=case, mediation__ended_at=None
    )
    found = rows.select_related("mediation__case").filter(side=said.party).first()
    if found is None:
        raise Refusal(_("没有正在进行的调解，或者没有“%s”这一方。") % said.party, field="party")
    return found


DEEDS = {
    "supply": supply,
    "add": add,
    "urge": urge,
    "withdraw": withdraw,
    "rate": rate,
    "open_mediation": open_mediation,
    "consent": consent,
    "decline": decline,
    "set_session": set_session,
    "draft_agreement": draft_agreement,
    "sign": sign,
    "end_mediation": end_mediation,
}
