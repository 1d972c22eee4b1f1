"""What a helper says of herself. Nobody is entered by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Place, User
from lianxin.volunteering import queries
from lianxin.volunteering.choices import Skill, Spare
from lianxin.volunteering.models import Volunteer

SHORTEST_PHONE: Final = 5


@dataclass(frozen=True)
class Profile:
    """As she tells it. `is_open`: teams and organisers of `place` may find her."""

    name: str = ""
    phone: str = ""
    place: Place | None = None
    skills: Sequence[str] = ()
    spare: Sequence[str] = ()
    about: str = ""
    is_open: bool = False
    wants_calls: bool = False
    language: str = ""


def register(
    district: District, told: Profile, *, user: User | None, at: datetime, key: UUID
) -> Volunteer:
    """Begin. Somebody with an account is one volunteer, however often she registers; the same
    `key` is one, too."""
    known = queries.volunteer_of(user) if user else None
    known = known or Volunteer.objects.filter(district_id=district.pk, key=key).first()
    if known:
        return known
    _check(told, has_account=user is not None)
    try:
        with transaction.atomic():
            made = Volunteer(district=district, key=key, user=user, registered_at=at)
            made.ref = next_ref(district.pk, f"{district.ref_prefix}V", at=at)
            _write(made, told)
            made.save(force_insert=True)
    except IntegrityError:  # at the same moment, elsewhere
        first = queries.volunteer_of(user) if user else None
        first = first or Volunteer.objects.filter(district_id=district.pk, key=key).first()
        if first is None:
            raise
        return first
    return made


def volunteer_for(user: User, *, at: datetime) -> Volunteer:
    """Her row, made when she signs up for the first time."""
    known = queries.volunteer_of(user)
    if known:
        return known
    assert user.district is not None  # the installation's operators sign up for nothing
    told = Profile(name=str(user), phone=user.phone or "", language=user.language)
    return register(user.district, told, user=user, at=at, key=new_id())


@transaction.atomic
def describe(volunteer: Volunteer, told: Profile) -> None:
    """Say it anew. The name under which time was recorded stays: a certificate bears it."""
    _check(told, has_account=volunteer.user_id is not None)
    name = volunteer.name or ""
    if name and told.name.strip() != name and queries.services(volunteer).counted().exists():
        raise Refusal(
            _("“%s”名下已经有服务时长，姓名不能自己改。要改，请联系队长或组织者。") % name,
            field="name",
        )
    _write(volunteer, told)
    volunteer.save()


def hide(volunteer: Volunteer) -> None:
    """From now on no team finds her."""
    volunteer.is_open = False
    volunteer.save(update_fields=["is_open"])


@transaction.atomic
def forget(volunteer: Volunteer, *, with_name: bool) -> None:
    """What she said of herself goes; with her name and her account only where no time is on
    record."""
    gone = Volunteer.objects.filter(district_id=volunteer.district_id, pk=volunteer.pk)
    gone.update(
        phone=None, phone_index="", skills=[], spare=[], about="", is_open=False, place=None,
        wants_calls=False, **({"name": None, "user": None} if with_name else {}),
    )  # fmt: skip


def _write(volunteer: Volunteer, told: Profile) -> None:
    phone = privacy.normalise_phone(told.phone) if told.phone else ""
    volunteer.name = told.name.strip()[:60] or None
    volunteer.phone = phone or None
    volunteer.phone_index = privacy.blind_index(phone, purpose="phone") if phone else ""
    volunteer.place = told.place
    volunteer.skills = [code for code in Skill.values if code in told.skills]
    volunteer.spare = [code for code in Spare.values if code in told.spare]
    volunteer.about = told.about.strip()[:200]
    volunteer.is_open, volunteer.wants_calls = told.is_open, told.wants_calls
    volunteer.language = told.language or volunteer.language


def _check(told: Profile, *, has_account: bool) -> None:
    if not told.name.strip():
        raise Refusal(_("请写您的姓名，服务证明上用它。"), field="name")
    digits = privacy.normalise_phone(told.phone)
    if not has_account and len(digits) < SHORTEST_PHONE:
        raise Refusal(_("请留手机号，组织者要能找到您。"), field="phone")
    if told.is_open and told.place is None:
        raise Refusal(_("请选您住在哪个社区，附近的队伍才找得到您。"), field="place")
