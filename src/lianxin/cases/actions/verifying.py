"""Another pair of eyes (核查) before the answer leaves the house, where the class asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, handling, photos
from lianxin.cases.actions.checklist import CLAIMED
from lianxin.cases.actions.photos import Upload
from lianxin.cases.models import Case, Verification
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Role, User

PHOTO = "PHOTO"


@transaction.atomic
def submit(
    case: Case,
    *,
    outcome: str,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Hand in the answer for verification. The requester does not hear of it yet, so every clock
    runs on. Raises `Refusal` for a class that nobody has to verify."""
    clocks = deed.begin(case, "submit", by=by, at=at, key=key)
    note = handling.require_answerable(case, outcome=outcome, note=note)
    if not clocks.rules.verify_of(case.class_code):
        raise Refusal(_("这类诉求不用核查，请直接答复。"), code="nothing_to_verify")
    # one that waited when the case was taken away from the unit was never judged
    _rows(case).filter(verified_at=None).update(verified_at=at)
    Verification.objects.create(
        district_id=case.district_id,
        case=case,
        outcome=outcome,
        text=note,
        submitted_by=by,
        submitted_at=at,
    )
    entry = deed.move(case, "submit", by=by, clocks=clocks, note=note, key=key)
    for place in network.ancestors(case.place):
        deed.tell_over(place, Role.WORKER, "case_verify", case, entry=entry)
    desk = network.desk_for(case.place)
    deed.tell_unit(desk, "case_verify", case, entry=entry, roles=(Role.DISPATCHER,))


@transaction.atomic
def verify(
    case: Case,
    *,
    by: User | None,
    at: datetime,
    remark: str = "",
    uploads: Sequence[Upload] = (),
    key: UUID | None = None,
) -> None:
    """It is as the answer says: the requester gets the answer now. With a class that wants it, a
    picture must show what was done, else a remark must say what was seen."""
    clocks = deed.begin(case, "pass", by=by, at=at, key=key)
    pending = _pending(case, by=by)
    wants_photo = clocks.rules.verify_of(case.class_code) == PHOTO and pending.outcome in CLAIMED
    if wants_photo and not uploads:
        raise Refusal(_("这类诉求核查要拍照，请添加至少一张现场照片。"), field="photos")
    if not wants_photo:
        deed.require_text(remark, _("请写明核查时看到了什么。"), field="remark")
    photos.attach(case, uploads, at=at, is_public=False, is_proof=True)
    _judge(pending, by=by, at=at, is_passed=True, remark=remark.strip())
    if remark.strip():
        deed.record(case, "note", by=by, clocks=clocks, note=_("核查：%s") % remark.strip())
    entry = handling.deliver(
        case, "pass", outcome=pending.outcome, note=pending.text, by=by, clocks=clocks, key=key
    )
    deed.tell_unit(case.lead, "case_verified", case, entry=entry, text=remark.strip())


@transaction.atomic
def send_back(
    case: Case, *, remark: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is not as the answer says: back to the unit, with the clocks as they run."""
    clocks = deed.begin(case, "fail", by=by, at=at, key=key)
    remark = deed.require_text(
        remark, _("请写明哪里不符，让承办单位知道要补什么。"), field="remark"
    )
    _judge(_pending(case, by=by), by=by, at=at, is_passed=False, remark=remark)
    entry = deed.move(case, "fail", by=by, clocks=clocks, note=remark, key=key)
    deed.tell_unit(case.lead, "case_sent_back", case, entry=entry, text=remark)


def is_own(case: Case, user: User) -> bool:
    """Whether `user` handles the case, or wrote the answer that waits: then others must look."""
    if user.pk == case.handler_id:
        return True
    return _rows(case).filter(verified_at=None, submitted_by=user).exists()


def _pending(case: Case, *, by: User | None) -> Verification:
    if by and is_own(case, by):
        raise NotAllowed(_("这件是您办的或您提交的，核查要由另一个人来做。"))
    pending = _rows(case).filter(verified_at=None).first()
    if pending is None:
        raise Overtaken(_("其他人刚刚处理了这一条，请刷新后再试。"))
    return pending


def _judge(
    row: Verification, *, by: User | None, at: datetime, is_passed: bool, remark: str
) -> None:
    row.verified_by, row.verified_at = by, at
    row.is_passed, row.remark = is_passed, remark
    row.save(update_fields=["verified_by", "verified_at", "is_passed", "remark"])


def _rows(case: Case) -> QuerySet[Verification]:
    return Verification.objects.filter(district_id=case.district_id, case=case)
