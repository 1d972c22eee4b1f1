"""A term of the chair comes to its end: the report, and what has to be there to close it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy
from lianxin.bodies.actions import telling
from lianxin.bodies.models import Term
from lianxin.bodies.states import REPORT_WITHIN, TERM, TermState
from lianxin.commitments import actions as commitments
from lianxin.commitments.models import Commitment, Programme
from lianxin.commitments.states import ProgrammeKind, ProgrammeState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

AHEAD: Final = timedelta(days=14)  # a unit hears so long before its term begins, or ends
REMINDED: Final = (
    AHEAD,
    timedelta(0),
    -REPORT_WITHIN,
)  # before its end, and the last day to report


@transaction.atomic
def pledge(
    term: Term, *, title: str, about: str = "", by: User | None, at: datetime, key: UUID
) -> Commitment:
    """The chair promises something for its term; everybody reads it from now on. The same `key`
    is one."""
    on = timezone.localdate(at)
    policy.require_chair(by, term, on=on)
    if term.state != TermState.OPEN or (by is not None and term.ends_on < on):
        raise Refusal(_("任期已经过去，不能再添承诺。"), code="over")
    if not title.strip():
        raise Refusal(_("请写承诺做什么。"), field="title")
    programme = term.programme or _begin_programme(term, at=at)
    said = commitments.Promised(
        title=title, owner=term.unit, due_on=term.ends_on, about=about, place=term.body.place
    )
    made = commitments.promise(programme, said, by=None, at=at, key=key)
    commitments.add_milestone(
        made, _("办成"), due_on=term.ends_on, by=None, at=at, key=uuid5(made.pk, "done")
    )
    if programme.state == ProgrammeState.DRAFT:
        commitments.publish(programme, by=None, at=at)
        made.refresh_from_db()
    return made


@transaction.atomic
def report(
    term: Term, *, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The chair says what was done. Until the term is closed it may say so again."""
    on = timezone.localdate(at)
    policy.require_chair(by, term, on=on)
    timeline.refuse_repeated(term, key)
    if not text.strip():
        raise Refusal(_("履职报告要写明做了什么。"), field="text")
    if on < term.starts_on:
        raise Refusal(_("任期还没开始，不能交报告。"), code="too_early")
    said = text.strip()[:4000]
    TERM.apply(term, "report", by=by, at=at, key=key, report=said, reported_at=at)


@transaction.atomic
def close(term: Term, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """After its last day, with its report, and with an outcome and evidence for each pledge."""
    on = timezone.localdate(at)
    policy.require_runner(by, term.body, on=on)
    timeline.refuse_repeated(term, key)
    if on <= term.ends_on:
        raise Refusal(_("任期还没满，%s 以后才能结清。") % term.ends_on.isoformat(), code="early")
    if term.state == TermState.OPEN:
        raise Refusal(_("轮值单位还没交履职报告，交了才能结清。"), code="unreported")
    if term.programme is not None and term.programme.state != ProgrammeState.ENDED:
        commitments.end(term.programme, by=None, at=at)
    TERM.apply(term, "close", by=by, at=at, key=key)


def remind(district_id: int, *, at: datetime) -> int:
    """Tell units that their term begins, and that their report is due. Each is said once, however
    often this runs. Returns of how many terms something was said."""
    on = timezone.localdate(at)
    rows = Term.objects.filter(district_id=district_id, body__ended_on__isnull=True)
    coming = rows.filter(starts_on__gt=on, starts_on__lte=on + AHEAD)
    told = 0
    for term in coming.whole():
        about = uuid5(term.pk, f"coming {term.starts_on}")
        telling.tell_unit("term_coming", term, about=about, at=at, until=term.starts_on)
        told += 1
    ending = rows.filter(
        state=TermState.OPEN, ends_on__lte=on + AHEAD, ends_on__gte=on - 2 * REPORT_WITHIN
    )
    for term in ending.whole():
        step = sum(term.ends_on - before <= on for before in REMINDED)
        about, until = (
            uuid5(term.pk, f"report {step} {term.ends_on}"),
            term.ends_on + REPORT_WITHIN,
        )
        telling.tell_unit("term_report", term, about=about, at=at, until=until)
        told += 1
    return told


def _begin_programme(term: Term, *, at: datetime) -> Programme:
    draft = commitments.Draft(
        kind=ProgrammeKind.TERM, title=f"{term.body.name}·{term.unit.name}", unit=term.unit,
        place=term.body.place, starts_on=term.starts_on, ends_on=term.ends_on,
    )  # fmt: skip
    key = uuid5(term.pk, "programme")
    made = commitments.draw_up(term.district, draft, by=None, at=at, key=key)
    timeline.append(term, "pledge", by=None, at=at, changes={"programme": made})
    return made
