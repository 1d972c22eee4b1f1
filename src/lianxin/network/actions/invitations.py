"""Invitations: only the invited person's own answer makes an account and a seat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network import districts, invitations, policy
from lianxin.network.actions.accounts import create_account
from lianxin.network.actions.seats import seat_person
from lianxin.network.models import Invitation, Organisation, Place, Role, User
from lianxin.network.notices import Invited
from lianxin.outbox import actions as outbox

VALID = timedelta(days=14)


@transaction.atomic
def invite(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    role: str,
    title: str = "",
    place: Place | None = None,
    ends_on: date | None = None,
    language: str = "",
    key: UUID | None = None,
    by: User,
    at: datetime,
) -> Invitation:
    """Offer a seat by e-mail, for 14 days. The same key is one invitation.

    Raises `NotAllowed` unless `by` is an operator, a manager over the organisation, or its lead
    giving one of the roles a lead may give.
    """
    today = timezone.localdate(at)
    place = place or organisation.place
    policy.require_giving(by, organisation, role, place, on=today)
    if ends_on and ends_on < today:
        raise Refusal(_("任期结束的日子已经过去，请改为今天或以后。"), field="ends_on")
    facts = {
        "email": email.lower(),
        "name": name,
        "organisation": organisation,
        "place": place,
        "role": role,
        "title": title,
        "ends_on": ends_on,
        "invited_by": by,
        "invited_at": at,
        "expires_at": at + VALID,
    }
    invitation, is_new = Invitation.objects.get_or_create(
        district_id=organisation.district_id, key=key or new_id(), defaults=facts
    )
    if is_new:
        _send(invitation, language=language, at=at)
    return invitation


@transaction.atomic
def accept(
    invitation: Invitation,
    *,
    name: str = "",
    password: str = "",
    by: User | None,
    at: datetime,
) -> User:
    """Take the seat: with the account `by`, or with a new one under the invited address.

    A new account without a password signs in by e-mail code. Raises `Refusal` when the time is
    over, the password is weak, or the address has an account already that should sign in first;
    `Overtaken` when it was answered or withdrawn meanwhile.
    """
    taken = Invitation.objects.filter(
        pk=invitation.pk,
        district_id=invitation.district_id,
        accepted_at__isnull=True,
        expires_at__gte=at,
    ).update(accepted_at=at)
    if not taken:
        raise Overtaken(_("这份邀请已经答复、撤回或过期。需要时请让邀请人重新发送。"))
    user = by or _new_account(invitation, name=name, password=password, at=at)
    seat_person(
        user,
        organisation=invitation.organisation,
        role=invitation.role,
        place=invitation.place,
        title=invitation.title,
        starts_on=timezone.localdate(at),
        ends_on=invitation.ends_on,
        by=None,
        at=at,
    )
    invitation.accepted_by, invitation.accepted_at, invitation.email = user, at, None
    invitation.save(update_fields=["accepted_by", "email"])
    return user


def decline(invitation: Invitation) -> None:
    """The invited person says no: nothing of them is kept."""
    _delete(invitation)


def revoke(invitation: Invitation, *, by: User, at: datetime) -> None:
    given = policy.roles_to_give(by, invitation.organisation, on=timezone.localdate(at))
    if by.pk != invitation.invited_by_id and Role(invitation.role) not in given:
        raise NotAllowed(_("只有邀请人、单位负责人或系统管理员可以撤回邀请。"))
    _delete(invitation)


def delete_unanswered(*, at: datetime) -> int:
    """Delete what was not answered in time, with the address. Returns how many rows went."""
    late = Invitation.objects.filter(accepted_at__isnull=True, expires_at__lt=at)
    return sum(late.filter(district=one).delete()[0] for one in districts.everyone())


def _delete(invitation: Invitation) -> None:
    open_ones = Invitation.objects.filter(
        pk=invitation.pk, district_id=invitation.district_id, accepted_at__isnull=True
    )
    if not open_ones.delete()[0]:
        raise Overtaken(_("这份邀请已经答复或撤回。"))


def _new_account(invitation: Invitation, *, name: str, password: str, at: datetime) -> User:
    email = invitation.email or ""
    if User.objects.filter(email=email).exists() or User.objects.filter(username=email).exists():
        raise Refusal(_("这个邮箱已有账号。请先登录，再打开邀请链接接受。"), field="email")
    if password:
        try:
            validate_password(password, User(username=email, email=email, name=name))
        except ValidationError as error:
            raise Refusal(" ".join(error.messages), field="password") from error
    return create_account(
        invitation.district,
        email,
        name=name or invitation.name,
        email=email,
        password=password or None,
        by=None,
        at=at,
    )


def _send(invitation: Invitation, *, language: str, at: datetime) -> None:
    notice = Invited(
        name=invitation.name,
        inviter=str(invitation.invited_by),
        district=invitation.district.name,
        unit=invitation.organisation.name,
        role=str(Role(invitation.role).label),
        until=invitation.expires_at.isoformat(),
    )
    address = outbox.Address(
        name=invitation.name,
        email=invitation.email or "",
        language=language,
        link=f"/people/invitations/{invitations.token(invitation)}/",
    )
    outbox.queue_to(
        notice, address=address, district_id=invitation.district_id, about=invitation.pk, at=at
    )
