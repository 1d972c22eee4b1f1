"""Follow a thing and stop; say what has happened to one."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianxin.following import hearers, retention, tasks
from lianxin.following.hearers import Hearer, Tie
from lianxin.following.models import PATH, WORDS, Follow, News
from lianxin.following.notices import FollowNotice
from lianxin.kernel import privacy, work
from lianxin.kernel.database import rows
from lianxin.kernel.models import DistrictOwned, Entry
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.lineage.models import Thing
from lianxin.network.models import User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

NAMED_BY: Final = ("title", "subject", "name")

forget = retention.forget


def follow(thing: DistrictOwned, *, user: User, at: datetime, title: str = "") -> Follow:
    """She is told what becomes of `thing`, by her account. Twice is once. `title` is what she
    calls it, by default its own. Whoever calls has asked whether she may see it."""
    if user.district_id != thing.district_id:
        raise NotAllowed(_("这件事不在您的辖区，不能关注。"))
    hearer = Hearer(thing.pk, Tie.FOLLOWED, title or _title(thing), at, user=user)
    return _enter(thing, hearer, at=at, ended_at=None, confirmed_at=at, user=user)


def unfollow(thing: DistrictOwned, *, user: User, at: datetime) -> None:
    """She is told no more, also where she raised it. Twice is once."""
    stop(thing, Hearer(thing.pk, Tie.FOLLOWED, _title(thing), at, user=user), at=at)


@transaction.atomic
def follow_by_mail(
    thing: DistrictOwned, *, email: str, at: datetime, language: str = "", title: str = ""
) -> Follow:
    """The same without an account: the address is asked first whether it is hers. Twice is once.

    Raises `Refusal` for what cannot be written to.
    """
    told = email.strip()
    try:
        validate_email(told)
    except ValidationError as error:
        raise Refusal(_("请写一个能收信的邮箱。"), field="email") from error
    address = Address(email=told, language=language)
    hearer = Hearer(thing.pk, Tie.FOLLOWED, title or _title(thing), at, address=address)
    found = _row(thing, hearer)
    if found is not None and found.confirmed_at and found.ended_at is None:
        return found
    made = _enter(
        thing, hearer, at=at, ended_at=None, confirmed_at=None, email=told, language=language
    )
    link = f"/following/{made.pk}/{privacy.tracking_code(made.pk)}/"
    outbox.queue_to(
        FollowNotice(kind="follow_confirm", subject=made.title, link=""),
        address=Address(email=told, language=language, link=link),
        district_id=thing.district_id,
        about=uuid5(made.pk, timezone.localdate(at).isoformat()),
        at=at,
    )
    return made


def confirm(follow: Follow, *, code: str, at: datetime) -> None:
    """The address is hers: from now on she is told, also where she had stopped. Twice is once."""
    _require_code(follow, code)
    mine = Follow.objects.filter(district_id=follow.district_id, pk=follow.pk)
    mine.filter(confirmed_at=None).update(confirmed_at=at)
    mine.exclude(ended_at=None).update(ended_at=None)


def leave(follow: Follow, *, by: User, at: datetime) -> None:
    """The same by her account, from the list of what she follows."""
    if follow.user_id != by.pk:
        raise NotAllowed(_("这是别人关注的，只有本人可以停。"))
    mine = Follow.objects.filter(district_id=follow.district_id, pk=follow.pk)
    mine.filter(ended_at=None).update(ended_at=at)


def end(follow: Follow, *, code: str, at: datetime) -> None:
    """She is told no more, by the code that each message carries. Twice is once."""
    _require_code(follow, code)
    mine = Follow.objects.filter(district_id=follow.district_id, pk=follow.pk)
    mine.filter(ended_at=None).update(ended_at=at)


def stop(thing: DistrictOwned, hearer: Hearer, *, at: datetime) -> None:
    """Somebody who raised `thing` wants to hear no more of what becomes of it. Whoever calls
    knows that it is she: by her account, or by the code of what is hers."""
    _enter(thing, hearer, at=at, ended_at=at, confirmed_at=at, user=hearer.user)


def resume(thing: DistrictOwned, hearer: Hearer) -> None:
    """She wants to, after all."""
    own = Follow.objects.filter(district_id=thing.district_id, thing_id=thing.pk)
    own.filter(who__in=hearers.indexes(hearer)).delete()


def happened(
    row: DistrictOwned, *, entry: Entry, subject: str | Promise, text: str | Promise, link: str
) -> None:
    """Something happened to `row` that everybody may know: `subject` is what it is called, `text`
    how it stands now, `link` its public page. A worker tells whoever raised or follows `row` and
    all that it came of, each once, but not who did it. Call it in the transaction of the deed.

    The words are kept in the district's language: give lazy ones for those of the product.
    """
    with translation.override(settings.LANGUAGE_CODE):
        words = {"subject": str(subject)[:WORDS], "text": str(text)[:WORDS]}
    thing = Thing.of(row)
    news = News(
        id=uuid5(entry.pk, "news"), district_id=row.district_id, thing_kind=thing.kind,
        thing_id=thing.id, entry=entry.pk, by_id=entry.by_id, link=link[:PATH], at=entry.at,
        **words,
    )  # fmt: skip
    rows.insert(news, once=True)
    work.enqueue(tasks.tell, row.district_id, str(news.pk), once=f"following {news.pk}")


def _enter(thing: DistrictOwned, hearer: Hearer, *, at: datetime, **columns: object) -> Follow:
    """Write her row anew, or the first time."""
    found = _row(thing, hearer)
    if found is None:
        made: Follow
        made, _is_new = Follow.objects.get_or_create(
            district_id=thing.district_id,
            thing_id=thing.pk,
            who=hearers.indexes(hearer)[0],
            defaults={
                "thing_kind": Thing.of(thing).kind, "title": hearer.title[:120], "since_at": at,
                **columns,
            },
        )  # fmt: skip
        return made
    changed = {name: value for name, value in columns.items() if name != "user"}
    if found.ended_at is not None or columns["ended_at"] is not None:
        own = Follow.objects.filter(district_id=thing.district_id, pk=found.pk)
        own.update(**changed, **({} if columns["ended_at"] else {"since_at": at}))
        found.refresh_from_db(from_queryset=own)
    return found


def _row(thing: DistrictOwned, hearer: Hearer) -> Follow | None:
    own = Follow.objects.filter(district_id=thing.district_id, thing_id=thing.pk)
    found: Follow | None = own.filter(who__in=hearers.indexes(hearer)).order_by("pk").first()
    return found


def _title(thing: DistrictOwned) -> str:
    named = next((str(getattr(thing, name)) for name in NAMED_BY if hasattr(thing, name)), "")
    return named or str(thing)


def _require_code(follow: Follow, code: str) -> None:
    if not privacy.matches_code(follow.pk, code):
        raise NotAllowed(_("这个链接不对，请用最近一封信里的链接。"))
