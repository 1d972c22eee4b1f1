"""What people and firms say of themselves, and what they want to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.matching import policy
from lianxin.matching.models import Firm, Profile
from lianxin.matching.notices import MatchingNotice
from lianxin.matching.queries import people_for
from lianxin.matching.states import Wanted
from lianxin.matching.values import CERTIFICATES, EDUCATION, EMPLOYMENT, HALVES
from lianxin.network.models import Organisation, Place, User
from lianxin.outbox import actions as outbox

MOST_WORDS: Final = 20
LONGEST_WORD: Final = 40
FIRST_YEAR: Final = 1800


@dataclass(frozen=True)
class Told:
    """What a person writes of herself."""

    wanted: Sequence[str]
    title: str
    text: str = ""
    skills: Sequence[str] = ()
    fields: Sequence[str] = ()
    employment: Sequence[str] = ()
    pay_from: int | None = None
    education: str = ""
    experience: int | None = None
    area: Place | None = None
    within_km: int | None = None
    times: int = 0


@dataclass(frozen=True)
class Answers:
    """What a firm answers once, for every policy."""

    text: str = ""
    fields: Sequence[str] = ()
    founded_in: int | None = None
    staff: int | None = None
    revenue: int | None = None
    certificates: Sequence[str] | None = None


@transaction.atomic
def put(user: User, told: Told, *, is_on: bool, by: User | None, at: datetime) -> Profile:
    """Write one's own profile, and switch it on or off. Nobody writes another's."""
    district_id = _require_herself(user, by)
    _check(user, told, is_on=is_on)
    columns = {name: getattr(told, name) for name in asdict(told) if name != "area"}
    columns |= {
        "area": told.area, "title": told.title.strip(), "text": told.text.strip(),
        "skills": list(told.skills), "fields": list(told.fields), "wanted": list(told.wanted),
        "employment": list(told.employment), "is_on": is_on, "changed_at": at,
    }  # fmt: skip
    profile, _is_new = Profile.objects.update_or_create(
        district_id=district_id, user=user, defaults=columns
    )
    return profile


@transaction.atomic
def forget(user: User, *, by: User | None) -> None:
    """Switch it off, and delete all that she wrote."""
    district_id = _require_herself(user, by)
    Profile.objects.filter(district_id=district_id, user=user).delete()


@transaction.atomic
def answer(organisation: Organisation, told: Answers, *, by: User | None, at: datetime) -> Firm:
    """Write what a firm says of itself, for policies and finance."""
    policy.require_of_unit(by, organisation, on=timezone.localdate(at))
    _check_words("fields", told.fields)
    if told.founded_in is not None and not FIRST_YEAR <= told.founded_in <= at.year:
        raise Refusal(_("成立年份请写四位数字，例如 2019。"), field="founded_in")
    if told.certificates is not None and not set(told.certificates) <= set(CERTIFICATES):
        raise Refusal(_("请从列表中选择。"), field="certificates")
    columns: dict[str, Any] = asdict(told) | {"changed_at": at, "fields": list(told.fields)}
    if told.certificates is not None:
        columns["certificates"] = list(told.certificates)
    firm, _is_new = Firm.objects.update_or_create(
        district_id=organisation.district_id, organisation=organisation, defaults=columns
    )
    return firm


@transaction.atomic
def offer_post(listing: Listing, *, by: User | None, at: datetime) -> int:
    """Let those whom a post might suit know of it, each once. Who they are nobody is told: only
    who applies shows herself. Returns how many were told."""
    policy.require_owner(by, listing, on=timezone.localdate(at))
    people = people_for(listing, at=at)
    unit = listing.provider.name if listing.provider else ""
    notice = MatchingNotice(
        kind="post_offered", subject=listing.title, link=f"/exchange/{listing.ref}/", unit=unit
    )
    outbox.queue(notice, to=[profile.user for profile in people], about=listing.pk, at=at)
    return len(people)


def _require_herself(user: User, by: User | None) -> int:
    """The district she is of."""
    if user.district_id is None or (by is not None and by.pk != user.pk):
        raise NotAllowed(_("个人意向只能由本人填写。"))
    return user.district_id


def _check(user: User, told: Told, *, is_on: bool) -> None:
    if is_on and not told.title.strip():
        raise Refusal(_("请先写一句话，说说您会什么、想找什么。"), field="title")
    if is_on and not told.wanted:
        raise Refusal(_("请选一样您想找的。"), field="wanted")
    if told.area is not None and told.area.district_id != user.district_id:
        raise Refusal(_("这个地点不在本辖区。"), field="area")
    chosen = {
        "wanted": set(told.wanted) <= set(Wanted.values),
        "employment": set(told.employment) <= set(EMPLOYMENT),
        "education": not told.education or told.education in EDUCATION,
        "times": 0 <= told.times < 1 << HALVES,
    }
    for name, is_known in chosen.items():
        if not is_known:
            raise Refusal(_("请从列表中选择。"), field=name)
    for name in ("skills", "fields"):
        _check_words(name, getattr(told, name))


def _check_words(name: str, words: Sequence[str]) -> None:
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Refusal(
            _("最多 %(n)d 个词，每个不超过 %(most)d 个字。")
            % {"n": MOST_WORDS, "most": LONGEST_WORD},
            field=name,
        )
