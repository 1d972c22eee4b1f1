"""What residents say of a promise: comments, looked at first; at the end a rating, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.commitments import policy
from lianxin.commitments.actions import telling
from lianxin.commitments.models import Comment, Commitment, Rating
from lianxin.commitments.states import COMMENT, CommentState, CommitmentState, Hidden
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

PHONE_DIGITS: Final = range(5, 16)
STARS: Final = range(1, 6)
PURPOSE: Final = "promise-rating"


@dataclass(frozen=True)
class Said:
    """Who is called `name` says it; `phone` only if she wants to be told."""

    text: str
    name: str = ""
    phone: str = ""


def comment(
    commitment: Commitment, said: Said, *, user: User | None = None, at: datetime, key: UUID
) -> Comment:
    """Say something of a public promise. It is shown once it was looked at. The same `key` is
    one."""
    if commitment.state == CommitmentState.PLANNED:
        raise Refusal(_("这条承诺还没有公布。"), code="planned")
    phone = _phone(said.phone) if said.phone.strip() else None
    if not said.text.strip():
        raise Refusal(_("请写下您的意见。"), field="text")
    row = Comment(
        district_id=commitment.district_id, key=key, commitment=commitment, user=user,
        name=said.name.strip()[:40] or _("居民"), phone=phone, text=said.text.strip()[:1000],
        said_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry = timeline.begin(row, "say", by=user, at=at)
            telling.tell_stewards("promise_comment", commitment, entry=entry)
    except IntegrityError:  # the key has been used, perhaps
        rows = Comment.objects.filter(district_id=commitment.district_id, key=key)
        first: Comment | None = rows.select_related("commitment").first()
        if first is None:
            raise
        return first
    return row


@transaction.atomic
def show(row: Comment, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Everybody reads it from now on; the owner is asked for an answer."""
    _require_steward(row, by, at=at)
    entry = COMMENT.apply(row, "show", by=by, at=at, key=key)
    telling.tell_owner("comment_shown", row.commitment, entry=entry)
    telling.tell_author(row, entry=entry, text=_("您的意见已经公开。"))


@transaction.atomic
def hide(
    row: Comment, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is not shown, and why; who wrote it is told."""
    _require_steward(row, by, at=at)
    if reason not in Hidden.values:
        raise Refusal(_("不公开要选一条原因。"), field="reason")
    entry = COMMENT.apply(row, "hide", by=by, at=at, key=key, reason=reason)
    text = _("您的意见没有公开：%s。可以改好后再发一次。") % Hidden(reason).label
    telling.tell_author(row, entry=entry, text=text)


@transaction.atomic
def answer(
    row: Comment, *, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The owner answers a comment that everybody reads."""
    policy.require_owner(by, row.commitment, on=timezone.localdate(at))
    timeline.refuse_repeated(row, key)
    if row.state != CommentState.SHOWN:
        raise Refusal(_("这条意见还没有公开，公开以后再答复。"), code="waiting")
    if not text.strip():
        raise Refusal(_("请写答复。"), field="text")
    entry = timeline.append(
        row, "answer", by=by, at=at, key=key, audience=Audience.PUBLIC,
        changes={"answer": text.strip()[:1000], "answered_on": timezone.localdate(at)},
    )  # fmt: skip
    telling.tell_author(row, entry=entry, text=_("责任单位答复了您：%s") % text.strip()[:200])


def rate(
    commitment: Commitment, *, stars: int, user: User | None = None, phone: str = "",
    at: datetime, key: UUID,
) -> bool:  # fmt: skip
    """Say how good it is, by account or phone number, once each. False: that one had rated it."""
    if commitment.state not in (CommitmentState.DONE, CommitmentState.SETTLED):
        raise Refusal(_("这条承诺还没有完成，完成以后再请您评价。"), code="early")
    if stars not in STARS:
        raise Refusal(_("评分是一到五星。"), field="stars")
    said = f"user:{user.pk}" if user is not None else _phone(phone)
    known = privacy.blind_indexes(said, purpose=PURPOSE)
    rows = Rating.objects.filter(district_id=commitment.district_id, commitment=commitment)
    if rows.filter(who__in=known).exists():
        return False
    try:
        with transaction.atomic():
            Rating.objects.create(
                district_id=commitment.district_id, key=key, commitment=commitment, who=known[0],
                stars=stars, rated_at=at,
            )  # fmt: skip
    except IntegrityError:  # by the same one, or under the same key, at once
        return False
    return True


def _phone(typed: str) -> str:
    phone = privacy.normalise_phone(typed)
    if len(phone) not in PHONE_DIGITS:
        raise Refusal(_("手机号好像不对，请再看一看。"), field="phone")
    return phone


def _require_steward(row: Comment, by: User | None, *, at: datetime) -> None:
    programme = row.commitment.programme
    policy.require_steward(by, programme.unit, programme.place, on=timezone.localdate(at))
