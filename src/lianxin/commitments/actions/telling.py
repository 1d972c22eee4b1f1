"""Who is told what, and what the public hears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from lianxin.commitments import findable
from lianxin.commitments.models import Comment, Commitment, Programme
from lianxin.commitments.notices import PromiseNotice
from lianxin.commitments.policy import OF_UNIT, STEWARDS
from lianxin.following import actions as following
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address


def everybody(commitment: Commitment, verb: str, *, entry: Entry, text: str) -> None:
    """Something public has happened to it: its followers, whoever raised what it came of, and
    other systems hear of it."""
    findable.put(commitment)
    following.happened(
        commitment, entry=entry, subject=commitment.title, text=text, link=public_path(commitment)
    )
    outbox.emit(
        f"commitment.{verb}", payload(commitment, entry=entry),
        district_id=commitment.district_id, about=entry.pk, at=entry.at,
    )  # fmt: skip


def public_path(commitment: Commitment) -> str:
    return f"/commitments/town/{commitment.programme.ref}/{commitment.number}/"


def payload(commitment: Commitment, *, entry: Entry) -> dict[str, object]:
    return {
        "ref": commitment.ref, "programme": commitment.programme.ref, "title": commitment.title,
        "owner": commitment.owner.code, "state": str(commitment.state),
        "due_on": commitment.due_on.isoformat(), "outcome": str(commitment.outcome),
        "at": entry.at.isoformat(),
    }  # fmt: skip


def tell_owner(
    kind: str, commitment: Commitment, *, entry: Entry, text: str = "", until: str = ""
) -> None:
    people = network.people_in(commitment.owner, *OF_UNIT, on=timezone.localdate(entry.at))
    _queue(kind, commitment, people, entry=entry, text=text, until=until)


def tell_stewards(kind: str, commitment: Commitment, *, entry: Entry, text: str = "") -> None:
    """Who leads the unit of the list; where nobody does, who coordinates the place."""
    programme, on = commitment.programme, timezone.localdate(entry.at)
    people = network.people_in(programme.unit, Role.UNIT_LEAD, on=on)
    if not people:
        place = programme.place
        over = network.ancestors(place)
        people = [one for near in over for one in network.people_over(near, *STEWARDS, on=on)]
    _queue(kind, commitment, people, entry=entry, text=text)


def tell_owners(programme: Programme, units: Iterable[Organisation], *, entry: Entry) -> None:
    """That the list is public, and that they own some of it: once each."""
    on = timezone.localdate(entry.at)
    people = [one for unit in units for one in network.people_in(unit, *OF_UNIT, on=on)]
    to = _but_the_doer(people, entry)
    notice = PromiseNotice(
        kind="programme_published", ref=programme.ref, subject=programme.title,
        link="/commitments/all/?whose=mine",
    )  # fmt: skip
    if to:
        outbox.queue(notice, to=to, about=entry.pk, at=entry.at)


def tell_author(comment: Comment, *, entry: Entry, text: str) -> None:
    """Who wrote it, by her inbox or by the number she left."""
    commitment = comment.commitment
    if comment.user is not None:
        _queue("comment_decided", commitment, [comment.user], entry=entry, text=text)
        return
    link = f"/commitments/said/{comment.pk}/{privacy.tracking_code(comment.pk)}/"
    outbox.queue_to(
        _notice("comment_decided", commitment, link="", text=text, until=""),
        address=Address(name=comment.name, phone=comment.phone or "", link=link),
        district_id=comment.district_id, about=entry.pk, at=entry.at,
    )  # fmt: skip


def _queue(
    kind: str, commitment: Commitment, people: Sequence[User], *, entry: Entry, text: str,
    until: str = "",
) -> None:  # fmt: skip
    to = _but_the_doer(people, entry)
    if to:
        link = f"/commitments/{commitment.ref}/"
        notice = _notice(kind, commitment, link=link, text=text, until=until)
        outbox.queue(notice, to=to, about=entry.pk, at=entry.at)


def _but_the_doer(people: Iterable[User], entry: Entry) -> list[User]:
    return list({one.pk: one for one in people if one.pk != entry.by_id}.values())


def _notice(
    kind: str, commitment: Commitment, *, link: str, text: str, until: str
) -> PromiseNotice:
    return PromiseNotice(
        kind=kind, ref=commitment.ref, subject=commitment.title, link=link, text=text, until=until
    )
