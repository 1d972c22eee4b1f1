"""Take a challenge up (揭榜), before a deadline that the server keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import policy
from lianxin.challenges.actions import telling
from lianxin.challenges.models import Application, Challenge, Milestone, Paper
from lianxin.challenges.states import ChallengeState
from lianxin.exchange.actions import claiming
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import Organisation, User
from lianxin.papers.files import File, checked

MOST_FILES: Final = 6
LIMITS: Final = {"team": 120, "members": 2000, "plan": 20_000}


@dataclass(frozen=True)
class Told:
    """What a team hands in."""

    team: str
    members: str
    plan: str
    who: Who = field(default_factory=Who)
    organisation: Organisation | None = None  # in whose name


def apply(
    challenge: Challenge,
    told: Told,
    *,
    files: Sequence[File] = (),
    by: User | None = None,
    at: datetime,
    key: UUID,
) -> Receipt:
    """Hand in an application. The same `key` is one.

    Raises `Refusal` with the server's time after the deadline, and naming the field that cannot be
    as it is.
    """
    _check(told)
    wish = Wish(who=told.who, subject=f"{challenge.listing.title}：{told.team.strip()}")
    wish = replace(wish, ordered_by=told.organisation)

    def begin() -> Claim:
        if challenge.state != ChallengeState.OPEN or challenge.round > 1:
            raise Refusal(_("这一榜已经不再接受揭榜。"), code="closed")
        claiming.require_listing(challenge.listing, Shape.APPLICATION, at=at)
        claim = claiming.new(
            challenge.listing.district, wish, shape=Shape.APPLICATION, listing=challenge.listing,
            key=key, at=at, by=by, kind=challenge.listing.kind, state=ClaimState.ASKED,
            unit=challenge.listing.provider,
        )  # fmt: skip
        entry, _claimant = claiming.write(claim, "apply", wish, by=by, at=at)
        application = Application.objects.create(
            district_id=claim.district_id, claim=claim, challenge=challenge,
            team=told.team.strip(), members=told.members.strip(), plan=told.plan.strip(),
        )  # fmt: skip
        keep(application, files, at=at)
        telling.tell_team("challenge_applied", application, about=entry.pk, at=at)
        telling.tell_publisher("challenge_application", challenge, about=entry.pk, at=at)
        return claim

    return claiming.once(challenge.listing.district, key, begin)


@transaction.atomic
def withdraw(
    application: Application,
    *,
    by: User | None = None,
    code: str = "",
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """The team takes its application back, until it is decided."""
    policy.require_applicant(by, application, code=code)
    if application.claim.state == ClaimState.HELD:
        raise IllegalMove(_("已经揭榜成功，不能自己撤回，请与发榜单位商量终止。"))
    claiming.end(application.claim, "cancel", by=by, at=at, note=note, key=key)


def keep(
    application: Application,
    files: Sequence[File],
    *,
    at: datetime,
    milestone: Milestone | None = None,
) -> None:
    """Keep what is handed in; the same file twice is one.

    Raises `Refusal` for more than 6, a file over 20 MB, or one of another kind.
    """
    if len(files) > MOST_FILES:
        raise Refusal(_("最多上传 %d 个文件，请去掉几个。") % MOST_FILES, field="files")
    seen: set[str] = set()
    for file in files:
        content = checked(file)
        digest = hashlib.sha256(content).hexdigest()
        if digest in seen:
            continue
        seen.add(digest)
        paper = Paper(
            district_id=application.district_id, id=new_id(), application=application,
            milestone=milestone, name=file.name[-120:], size=len(content), sha256=digest,
            added_at=at,
        )  # fmt: skip
        path = f"papers/{paper.district_id}/{timezone.localdate(at):%Y/%m}/{paper.pk}"
        paper.file.name = default_storage.save(path, ContentFile(content))
        paper.save()


def _check(told: Told) -> None:
    needed = {
        "team": _("请写团队或单位的名称。"),
        "members": _("请写有哪些人、各做什么。"),
        "plan": _("请写打算怎么做。"),
    }
    for name, message in needed.items():
        text = getattr(told, name).strip()
        if not text:
            raise Refusal(message, field=name)
        if (over := len(text) - LIMITS[name]) > 0:
            raise Refusal(
                _("最多 %(most)d 字，请删去 %(over)d 字。") % {"most": LIMITS[name], "over": over},
                field=name,
            )
