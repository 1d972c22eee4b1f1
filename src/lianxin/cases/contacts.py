"""How to reach the requester, and who may know it.

A requester may ask to be kept from the units: then only the dispatchers of the place, who must be
able to reach everybody, see who it is. Whoever else handles the case asks through the case.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lianxin.cases.models import Case, Requester
from lianxin.cases.policy import Standing
from lianxin.kernel import privacy
from lianxin.kernel.refusals import NotAllowed


@dataclass(frozen=True)
class Contact:
    """`is_private`: the units are not told. `is_withheld`: nor is who asks, so nothing is here."""

    name: str = ""
    phone: str = ""
    email: str = ""
    is_private: bool = False
    is_withheld: bool = False


def in_full(case: Case) -> Contact | None:
    """None when nothing was left. Show it only after `actions.handling.reveal` has written down
    who looks and why. One query."""
    who = _requester(case)
    if who is None or not (who.name or who.phone or who.email):
        return None
    return Contact(who.name or "", who.phone or "", who.email or "", who.wants_privacy)


def masked(case: Case, *, to: Standing) -> Contact | None:
    """For those who may read what is inside the case. One query."""
    who = in_full(case)
    if who is None:
        return None
    if who.is_private and not to.dispatches(case):
        return Contact(is_private=True, is_withheld=True)
    return Contact(
        name=privacy.mask_name(who.name),
        phone=privacy.mask_phone(who.phone),
        email=privacy.mask_email(who.email) if who.email else "",
        is_private=who.is_private,
    )


def wants_privacy(case: Case) -> bool:
    who = _requester(case)
    return who is not None and who.wants_privacy


def require_told(case: Case, *, to: Standing) -> None:
    """Raise `NotAllowed` where the requester does not want this person to know."""
    if wants_privacy(case) and not to.dispatches(case):
        raise NotAllowed(
            _(
                "诉求人要求对承办单位保密，只有调度员看得到联系方式。"
                "有事要问，请用“请补充”，或者请调度员转达。"
            ),
            code="private",
        )


def _requester(case: Case) -> Requester | None:
    return Requester.objects.filter(district_id=case.district_id, case=case).first()
