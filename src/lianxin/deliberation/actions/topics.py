"""Open halls; raise a topic there, change it, take it back, ask for another look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.deliberation import findable, policy
from lianxin.deliberation.actions import telling
from lianxin.deliberation.models import Author, Hall, Topic
from lianxin.deliberation.states import BEFORE_ANSWER, TOPIC, TopicKind
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import Organisation, Place, User

PHONE_DIGITS: Final = range(5, 16)


@dataclass(frozen=True)
class Plan:
    """A hall that somebody wants to open."""

    code: str
    name: str
    about: str
    policy: str
    place: Place
    unit: Organisation


@dataclass(frozen=True)
class Draft:
    """What somebody wants to be talked over, and how she is reached where she has no account."""

    title: str
    text: str
    shown_as: str
    kind: str = TopicKind.TOPIC
    phone: str = ""
    email: str = ""
    language: str = ""


def open_hall(plan: Plan, *, by: User | None, at: datetime, key: UUID) -> Hall:
    """The unit that will moderate opens it. The same `key` is one."""
    on = timezone.localdate(at)
    hall = Hall(
        district_id=plan.place.district_id, key=key, code=plan.code.strip(),
        name=plan.name.strip()[:80], about=plan.about.strip(), policy=plan.policy.strip(),
        place=plan.place, unit=plan.unit, opened_on=on,
    )  # fmt: skip
    policy.require_moderator(by, hall, on=on)
    if plan.unit.district_id != hall.district_id:
        raise Refusal(_("这个单位不在本辖区。"), field="unit")
    for field in ("code", "name", "policy"):
        if not getattr(hall, field):
            raise Refusal(_("请填写代码、名称和议事约定。"), field=field)
    try:
        with transaction.atomic():
            hall.save(force_insert=True)
    except IntegrityError:  # the key has been used, or the code
        first = Hall.objects.filter(district_id=hall.district_id, key=key).first()
        if first is None:
            raise Refusal(_("这个代码已经有议事厅用了，请换一个。"), field="code") from None
        return first
    return hall


def raise_topic(
    hall: Hall, draft: Draft, *, user: User | None = None, at: datetime, key: UUID
) -> Topic:
    """Hand a topic in. It is shown once somebody of the hall has looked at it. The same `key` is
    one."""
    topic = _built(hall, draft, user, at=at, key=key)
    phone, email = ("", "") if user else reachable(draft.phone, draft.email)
    try:
        with transaction.atomic():
            prefix = f"{hall.district.ref_prefix}YT"
            topic.ref = next_ref(hall.district_id, prefix, at=at)
            entry = timeline.begin(topic, "raise_topic", by=user, at=at)
            if user is None:
                Author.objects.create(
                    district_id=hall.district_id, topic=topic, phone=phone or None,
                    email=email or None, language=draft.language,
                )  # fmt: skip
            telling.tell_unit("topic_handed_in", topic, hall.unit, about=entry.pk, at=at)
            telling.tell_author("topic_received", topic, entry=entry)
    except IntegrityError:  # the key has been used, perhaps
        rows = Topic.objects.filter(district_id=hall.district_id, key=key)
        first: Topic | None = rows.whole().first()
        if first is None:
            raise
        return first
    return topic


@transaction.atomic
def revise(
    topic: Topic,
    *,
    title: str,
    text: str,
    by: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Who raised it words it anew; everybody who supports it is sent both wordings."""
    require_author(topic, by, code)
    timeline.refuse_repeated(topic, key)
    if topic.state not in BEFORE_ANSWER:
        raise IllegalMove(_("已经有结论了，不能再改。"), legal=[])
    told = {"title": title.strip()[:120], "text": text.strip()[:4000]}
    _require_words(**told)
    before = f"{topic.title}\n{topic.text}"
    entry = timeline.append(topic, "revise", by=by, at=at, key=key, changes=told)
    after = f"{topic.title}\n{topic.text}"
    if before != after:
        findable.keep(topic)
        telling.tell_supporters(topic, entry=entry, before=before, text=after)


@transaction.atomic
def withdraw(
    topic: Topic, *, by: User | None = None, code: str = "", at: datetime, key: UUID | None = None
) -> None:
    """Who raised it takes it back."""
    require_author(topic, by, code)
    TOPIC.apply(topic, "withdraw", by=by, at=at, key=key)
    findable.keep(topic)


@transaction.atomic
def appeal(
    topic: Topic,
    *,
    note: str,
    by: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Who raised it says why it should be shown after all; once."""
    require_author(topic, by, code)
    timeline.refuse_repeated(topic, key)
    if topic.appealed_at is not None:
        raise Refusal(_("已经请求再看过一次，不能再请求。"), code="once")
    if not note.strip():
        raise Refusal(_("请写明为什么应该公开。"), field="note")
    entry = TOPIC.apply(
        topic, "appeal", by=by, at=at, key=key, note=note.strip(), appealed_at=at, hidden_for=""
    )
    telling.tell_unit(
        "topic_handed_in", topic, topic.hall.unit, about=entry.pk, at=at, text=note.strip()
    )


def require_author(topic: Topic, by: User | None, code: str) -> None:
    """Whether it is she: by account, or by the code of her link."""
    is_hers = by is not None and topic.raised_by_id == by.pk
    if not is_hers and not (code and privacy.matches_code(topic.pk, code)):
        raise NotAllowed(_("只有提出人可以这样做，请用您的专属链接。"))


def reachable(phone: str, email: str) -> tuple[str, str]:
    """One of both has to be there, and be whole."""
    number, address = privacy.normalise_phone(phone), email.strip()
    if not number and not address:
        raise Refusal(_("请留手机号或者邮箱，有了结果好告诉您。"), field="phone")
    if number and len(number) not in PHONE_DIGITS:
        raise Refusal(_("手机号不完整，请检查。"), field="phone")
    if address and ("@" not in address.strip("@") or " " in address):
        raise Refusal(_("邮箱不完整，请检查。"), field="email")
    return number, address


def _built(hall: Hall, draft: Draft, user: User | None, *, at: datetime, key: UUID) -> Topic:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if hall.closed_on is not None and hall.closed_on <= timezone.localdate(at):
        raise Refusal(_("这个议事厅已经关闭。"), code="closed")
    if user is not None and user.district_id != hall.district_id:
        raise NotAllowed(_("您的账号不在这个辖区。"))
    _require_words(draft.title, draft.text)
    if not draft.shown_as.strip():
        raise Refusal(_("请写怎么称呼您，会公开显示。"), field="shown_as")
    return Topic(
        district_id=hall.district_id, key=key, hall=hall, unit=hall.unit,
        kind=TopicKind(draft.kind), title=draft.title.strip()[:120],
        text=draft.text.strip()[:4000], shown_as=draft.shown_as.strip()[:40], raised_by=user,
        raised_at=at,
    )  # fmt: skip


def _require_words(title: str, text: str) -> None:
    if not title.strip():
        raise Refusal(_("请用一句话写明议什么。"), field="title")
    if not text.strip():
        raise Refusal(_("请写明情况和您的想法。"), field="text")
