"""A unit writes plain words, puts them right, or takes them back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.network.models import Organisation, User
from lianxin.visits import policy
from lianxin.visits.models import PlainCard

LONGEST: Final = {"title": 40, "text": 200, "source": 120, "source_url": 300}
FARTHEST: Final = timedelta(days=2 * 366)
is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Words:
    """`source` is the rule or page by name; whoever doubts the words reads it at `source_url`."""

    title: str
    text: str
    source: str
    source_url: str
    expires_on: date


def write(
    unit: Organisation, words: Words, *, by: User | None, at: datetime, key: UUID
) -> PlainCard:
    """The same `key` is one."""
    policy.require_runner(by, unit, on=timezone.localdate(at))
    checked = _checked(words, at=at)
    try:
        with transaction.atomic():
            made: PlainCard = PlainCard.objects.create(
                district=unit.district, unit=unit, key=key, written_at=at, **asdict(checked),
                ref=next_ref(unit.district_id, f"{unit.district.ref_prefix}BH", at=at),
            )  # fmt: skip
    except IntegrityError:  # the key has been used, perhaps
        first = PlainCard.objects.filter(district_id=unit.district_id, key=key).first()
        if first is None:
            raise
        return first
    return made


@transaction.atomic
def revise(card: PlainCard, words: Words, *, by: User | None, at: datetime) -> None:
    """Printed cards lead to what it says now."""
    policy.require_runner(by, card.unit, on=timezone.localdate(at))
    checked = _checked(words, at=at)
    own = PlainCard.objects.filter(district_id=card.district_id, pk=card.pk, withdrawn_at=None)
    if not own.update(**asdict(checked)):
        raise Overtaken(_("这张卡已经撤下，请另写一张。"))


@transaction.atomic
def withdraw(card: PlainCard, *, by: User | None, at: datetime) -> None:
    """Twice is once."""
    policy.require_runner(by, card.unit, on=timezone.localdate(at))
    own = PlainCard.objects.filter(district_id=card.district_id, pk=card.pk, withdrawn_at=None)
    own.update(withdrawn_at=at)


def _checked(words: Words, *, at: datetime) -> Words:
    """Raises `Refusal` naming the field that cannot be as it is."""
    said = {name: str(getattr(words, name)).strip() for name in LONGEST}
    for name, most in LONGEST.items():
        if not said[name]:
            raise Refusal(_("请填写这一项。"), field=name)
        if len(said[name]) > most:
            raise Refusal(_("最多 %d 字，请删去一些。") % most, field=name)
    try:
        is_address(said["source_url"])
    except ValidationError as wrong:
        raise Refusal(_("请写完整的网址，以 https:// 开头。"), field="source_url") from wrong
    today = timezone.localdate(at)
    if not today <= words.expires_on <= today + FARTHEST:
        raise Refusal(_("有效期要在今天以后、两年以内。"), field="expires_on")
    return Words(**said, expires_on=words.expires_on)
