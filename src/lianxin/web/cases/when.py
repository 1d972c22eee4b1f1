"""When a deed has a place on the page, beyond what the table of states and the policy say."""

from __future__ import annotations

from lianxin.cases.actions import dispatch, verifying
from lianxin.cases.actions.family import MOST
from lianxin.cases.actions.handling import EXTENDABLE
from lianxin.cases.states import IN_UNIT, UNANSWERED, State
from lianxin.web.cases.ground import Ground
from lianxin.web.cases.related import follows, is_alike


def always(_ground: Ground) -> bool:
    return True


def is_open(ground: Ground) -> bool:
    return ground.case.is_open


def is_unanswered(ground: Ground) -> bool:
    return ground.case.state in UNANSWERED


def may_urge(ground: Ground) -> bool:
    return is_unanswered(ground) or ground.case.state == State.JOINED


def is_in_unit(ground: Ground) -> bool:
    return ground.case.state in IN_UNIT


def may_bounce(ground: Ground) -> bool:
    return not ground.case.is_binding


def may_take_back(ground: Ground) -> bool:
    until = dispatch.taken_back_until(ground.case)
    return until is not None and ground.at <= until


def may_climb(ground: Ground) -> bool:
    return ground.case.is_open and dispatch.next_level(ground.case) is not None


def is_parked(ground: Ground) -> bool:
    return ground.case.meeting_on is not None


def may_park(ground: Ground) -> bool:
    return ground.case.is_open and not ground.case.meeting_on


def has_helpers(ground: Ground) -> bool:
    return bool(ground.helping)


def may_extend(ground: Ground) -> bool:
    rows = [row for name, row in ground.dossier.running.items() if name in EXTENDABLE]
    granted = [row for row in ground.dossier.extensions if row.is_granted]
    return (
        bool(rows)
        and all(row.due_at > ground.at for row in rows)
        and ground.dossier.pending_extension is None
        and len(granted) < ground.rules.extensions
    )


def waits_for_approval(ground: Ground) -> bool:
    return ground.dossier.pending_extension is not None


def may_join(ground: Ground) -> bool:
    return not (ground.case.parent_id or ground.case.is_confidential)


def has_alike(ground: Ground) -> bool:
    return any(is_alike(row, ground.case) for row in ground.related)


def has_merged(ground: Ground) -> bool:
    """Whether cases that seemed to be the same matter have been joined to this one."""
    case = ground.case
    return any(follows(row, case) and row.similar_to_id == case.pk for row in ground.related)


def may_divide(ground: Ground) -> bool:
    case = ground.case
    is_whole = not (case.parent_id or case.is_confidential)
    return is_whole and case.state in UNANSWERED and len(ground.parts) < MOST


def has_open_parts(ground: Ground) -> bool:
    return any(part.is_open for part in ground.parts)


def has_no_open_parts(ground: Ground) -> bool:
    return not has_open_parts(ground)


def may_rate(ground: Ground) -> bool:
    case = ground.case
    return case.state in (State.ANSWERED, State.CLOSED) and ground.rating is None


def may_publish(ground: Ground) -> bool:
    case = ground.case
    return not (case.is_open or case.is_confidential or case.published_at)


def is_published(ground: Ground) -> bool:
    """Or about to be."""
    return bool(ground.case.public_subject)


def never(_ground: Ground) -> bool:
    """It has a place of its own on the page, beside what it is about."""
    return False


def wants_verifying(ground: Ground) -> bool:
    return bool(ground.rules.verify_of(ground.case.class_code))


def needs_no_verifying(ground: Ground) -> bool:
    return not wants_verifying(ground)


def may_verify(ground: Ground) -> bool:
    return not verifying.is_own(ground.case, ground.user)


def may_mediate(ground: Ground) -> bool:
    row = ground.mediations.newest
    is_going_on = row is not None and row.ended_at is None
    return is_unanswered(ground) and not is_going_on and bool(ground.mediators)


def is_mediated(ground: Ground) -> bool:
    row = ground.mediations.newest
    return row is not None and row.ended_at is None


def all_consent(ground: Ground) -> bool:
    parties = ground.mediations.parties
    return is_mediated(ground) and all(party.consented_at for party in parties)


def has_contact(ground: Ground) -> bool:
    return ground.contact is not None and not ground.contact.is_withheld
