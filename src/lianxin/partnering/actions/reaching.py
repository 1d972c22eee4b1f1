"""Where the letters of a partner without an account go, and sending them again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import privacy, throttle, timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.partnering import policy, queries
from lianxin.partnering.actions import telling
from lianxin.partnering.actions.words import in_words
from lianxin.partnering.models import Agreement, Handover, Reach
from lianxin.partnering.states import UNSIGNED, HandoverState, Party

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE_DIGITS: Final = range(5, 16)
AGAIN, DAY = 3, timedelta(days=1)


@dataclass(frozen=True)
class Contact:
    """Somebody of a partner without an account. One of the two addresses at least."""

    name: str
    email: str = ""
    phone: str = ""

    @property
    def masked(self) -> str:
        return privacy.mask_email(self.email) if self.email else privacy.mask_phone(self.phone)


@transaction.atomic
def reach(
    agreement: Agreement,
    contact: Contact,
    *,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The partner's letters go there from now on, and links sent elsewhere open nothing any more.
    Before it is signed the unit of the place says so; afterwards only who coordinates."""
    policy.require_reacher(by, agreement, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    told = checked(contact)
    keep(agreement, told, at=at)
    timeline.append(agreement, "reach", by=by, at=at, note=told.masked, key=key)


@transaction.atomic
def ask_again(
    agreement: Agreement, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Send the partner anew what waits for it, with fresh links: what was sent has run out, or was
    lost."""
    policy.require_either(by, agreement, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    waiting = _waiting(agreement)
    unsigned = agreement.state in UNSIGNED and not agreement.is_signed_by(Party.PARTNER)
    if not unsigned and not waiting:
        raise Refusal(_("现在没有等对方做的事。"), code="nothing_waits")
    throttle.hit("partner_link", str(agreement.pk), limit=AGAIN, per=DAY, at=at)
    entry = timeline.append(agreement, "ask_again", by=by, at=at, key=key)
    if unsigned:
        telling.tell("agreement_asked", agreement, Party.PARTNER, entry=entry)
    for handover in waiting:
        telling.queue(
            "handover_told", agreement, Party.PARTNER, about=handover.pk, at=at, thing=handover,
            other=agreement.host.name, text=in_words(handover),
        )  # fmt: skip


def keep(agreement: Agreement, contact: Contact, *, at: datetime) -> None:
    """Write down where letters go; part of a deed that says so in the history."""
    Reach.objects.update_or_create(
        district_id=agreement.district_id,
        agreement=agreement,
        defaults={
            "name": contact.name, "email": contact.email or None, "phone": contact.phone or None,
            "set_at": at,
        },
    )  # fmt: skip


def contact_of(agreement: Agreement) -> Contact | None:
    found = queries.reach_of(agreement)
    return Contact(found.name, found.email or "", found.phone or "") if found else None


def checked(contact: Contact) -> Contact:
    """As it is stored. Raises `Refusal` naming the field that cannot be as it is."""
    name, email = contact.name.strip()[:60], contact.email.strip()
    phone = privacy.normalise_phone(contact.phone)
    if not name:
        raise Refusal(_("请写联系人的称呼。"), field="contact_name")
    if email and not EMAIL.fullmatch(email):
        raise Refusal(_("这个邮箱地址不完整，请核对，或者留空。"), field="contact_email")
    if phone and len(phone) not in PHONE_DIGITS:
        raise Refusal(_("这个手机号不完整，请核对，或者留空。"), field="contact_phone")
    if not email and not phone:
        raise Refusal(_("邮箱和手机至少留一个，签署的链接要发过去。"), field="contact_email")
    return Contact(name, email, phone)


def _waiting(agreement: Agreement) -> list[Handover]:
    rows = [
        row
        for row in queries.handovers_of(agreement)
        if row.state == HandoverState.RECORDED and row.told_by == Party.HOST
    ]
    for row in rows:
        row.agreement = agreement
    return rows
