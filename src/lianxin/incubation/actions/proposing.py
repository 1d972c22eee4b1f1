"""A resident puts a group forward; the incubator of her street takes it up, or says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.incubation import policy, queries
from lianxin.incubation.actions import leading, telling
from lianxin.incubation.actions.leading import Told
from lianxin.incubation.models import Group, Proposer
from lianxin.incubation.states import GROUP, GroupStage
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Place, User

ANSWERED: Final = timedelta(days=15)  # after it was put forward, at the latest
PHONE_DIGITS: Final = range(5, 16)


@dataclass(frozen=True)
class Idea:
    """What somebody wants to do with her neighbours, and how she is reached."""

    name: str
    about: str
    place: Place
    people: int = 0
    contact: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""


def propose(
    district: District, idea: Idea, *, user: User | None = None, at: datetime, key: UUID
) -> Group:
    """Put a group forward, by account or with a telephone number. The same `key` is one."""
    group = _built(district, idea, user, at=at, key=key)
    phone = _phone(idea, user)
    try:
        with transaction.atomic():
            group.ref = next_ref(district.pk, f"{district.ref_prefix}F", at=at)
            entry = timeline.begin(group, "propose", by=user, at=at)
            if user is None:
                Proposer.objects.create(
                    district=district, group=group, name=idea.contact.strip()[:60], phone=phone,
                    email=idea.email.strip() or None, language=idea.language,
                )  # fmt: skip
            _tell(group, entry=entry)
    except IntegrityError:  # the key has been used, perhaps
        rows = Group.objects.filter(district_id=district.pk, key=key)
        first: Group | None = rows.whole().first()
        if first is None:
            raise
        return first
    return group


@transaction.atomic
def take_up(group: Group, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """The incubator looks after it from now on."""
    policy.require_host(by, group.incubator, on=timezone.localdate(at))
    leading.move(group, "take_up", by=by, at=at, key=key)


@transaction.atomic
def decline(
    group: Group, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It does not, and why."""
    policy.require_host(by, group.incubator, on=timezone.localdate(at))
    timeline.refuse_repeated(group, key)
    GROUP.require(group, "decline")
    said = reason.strip()
    if not said:
        raise Refusal(_("请写明为什么不接收，发起人看得到。"), field="reason")
    leading.move(group, "decline", by=by, at=at, key=key, reason=said[:500])


def _built(district: District, idea: Idea, user: User | None, *, at: datetime, key: UUID) -> Group:
    """Raises `Refusal` naming the field that cannot be as it is."""
    unit = queries.incubator_of(idea.place)
    if unit is None:
        raise Refusal(_("这个社区还没有孵化平台，请联系街道。"), field="place")
    told = Told(idea.name, idea.about, idea.place, unit, people=idea.people, lead=user)
    leading.check(district, told)
    return Group(
        district=district, key=key, name=told.name.strip()[:120], about=told.about.strip()[:2000],
        place=told.place, incubator=unit, people=told.people, lead=user, begun_at=at,
        stage_on=timezone.localdate(at), state=GroupStage.PROPOSED,
    )  # fmt: skip


def _phone(idea: Idea, user: User | None) -> str | None:
    """Needed of who has no account."""
    if user is not None:
        return None
    phone = privacy.normalise_phone(idea.phone)
    if not idea.contact.strip():
        raise Refusal(_("请写怎么称呼您。"), field="contact")
    if len(phone) not in PHONE_DIGITS:
        raise Refusal(_("请留一个能打通的手机号，孵化平台要和您商量。"), field="phone")
    return phone


def _tell(group: Group, *, entry: Entry) -> None:
    until = (entry.at + ANSWERED).isoformat()
    telling.tell_incubator("group_proposed", group, entry=entry, text=group.about, until=until)
    telling.tell_proposer("group_received", group, entry=entry, until=until)
