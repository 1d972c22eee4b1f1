"""People who can sign in."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.privacy import blind_index, normalise_phone
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network import policy
from lianxin.network.models import District, User


@transaction.atomic
def create_account(
    district: District | None,
    username: str,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    password: str | None = None,
    language: str = "",
    by: User | None,
    at: datetime,
) -> User:
    """Add the account with this user name, or bring it up to date. No seat comes with it.

    The e-mail address counts as proven, so that a code can be sent to it. A password is set only
    when one is given; without, the person signs in by e-mail code. Without a district it is an
    account of the installation's operators. Raises `Refusal` when the name or the address is
    another account's.
    """
    policy.require_operator(by, district, on=timezone.localdate(at))
    present = User.objects.filter(username=username).first()
    if present and present.district_id != (district.pk if district else None):
        raise Refusal(_("这个用户名已被使用，请换一个。"), field="username")
    user = present or User(username=username)
    user.district = district
    user.name, user.email, user.language = name, email.lower(), language
    _set_phone(user, phone)
    if password is not None:
        user.set_password(password)
    elif present is None:
        user.set_unusable_password()
    user.save()
    _prove_address(user)
    return user


@transaction.atomic
def create_operator(username: str, *, email: str, password: str, at: datetime) -> User:
    """The installation's operator: of no district, let in everywhere. Only the system itself
    makes one, on the command line. Raises `Refusal` as `create_account` does."""
    user = create_account(
        None, username, name=username, email=email, password=password, by=None, at=at
    )
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    return user


def change_profile(user: User, *, name: str, phone: str, language: str, by: User) -> None:
    """What people may change of their own account."""
    if by.pk != user.pk:
        raise NotAllowed(_("只能修改自己的资料。"))
    user.name, user.language = name, language
    _set_phone(user, phone)
    user.save(update_fields=["name", "phone", "phone_index", "language"])


def _set_phone(user: User, phone: str) -> None:
    digits = normalise_phone(phone)
    user.phone = digits or None
    user.phone_index = blind_index(digits, purpose="phone") if digits else ""


def _prove_address(user: User) -> None:
    if not user.email:
        return
    if EmailAddress.objects.filter(email=user.email).exclude(user=user).exists():
        raise Refusal(_("这个邮箱已是另一个账号的登录邮箱，请换一个。"), field="email")
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
