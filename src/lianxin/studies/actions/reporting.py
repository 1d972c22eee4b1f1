"""The report, what the unit says to it, and whether everybody may read it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.following import actions as following
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import User
from lianxin.papers.files import File, checked
from lianxin.studies import findable, policy, queries
from lianxin.studies.actions import telling
from lianxin.studies.models import Document, Study
from lianxin.studies.states import ANSWERED, STUDY, VERDICTS, StudyState

MOST_FILES: Final = 6


@transaction.atomic
def report(
    study: Study,
    *,
    summary: str,
    files: Sequence[File] = (),
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The team says what it has found and proposes; the unit is told."""
    policy.require_team(by, study, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    STUDY.require(study, "report")
    if not summary.strip():
        raise Refusal(_("请写明主要结论和建议。"), field="summary")
    if not files and not queries.documents_of(study).exists():
        raise Refusal(_("请附上报告全文。"), field="files")
    _keep(study, files, at=at)
    entry = STUDY.apply(
        study, "report", by=by, at=at, key=key, summary=summary.strip()[:4000], reported_at=at
    )
    telling.tell_unit("study_reported", study, entry=entry, text=study.summary[:200])


@transaction.atomic
def send_back(
    study: Study, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The unit wants more, and says what."""
    policy.require_asker(by, study.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    STUDY.require(study, "send_back")
    if not note.strip():
        raise Refusal(_("请写明要补什么。"), field="note")
    entry = STUDY.apply(study, "send_back", by=by, at=at, key=key, note=note.strip())
    telling.tell_team("study_answered", study, entry=entry, text=_("请补充：%s") % note.strip())


@transaction.atomic
def answer(
    study: Study,
    verdict: str,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The unit adopts it, in part, or not, and says why; `verdict` is one of `states.VERDICTS`."""
    policy.require_asker(by, study.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    if verdict not in VERDICTS:
        raise Refusal(_("请选采纳、部分采纳或不采纳。"), field="verdict")
    STUDY.require(study, verdict)
    if not reason.strip():
        raise Refusal(_("请写明采纳了什么、没采纳什么，为什么。"), field="reason")
    said = reason.strip()[:2000]
    entry = STUDY.apply(
        study, verdict, by=by, at=at, key=key, note=said, reason=said, answered_at=at
    )
    now = StudyState(study.state).label
    telling.tell_team("study_answered", study, entry=entry, text=f"{now}：{said}")


@transaction.atomic
def publish(study: Study, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Everybody may read what was found, and what the unit said to it. Twice is once."""
    policy.require_asker(by, study.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    if study.state not in ANSWERED:
        raise IllegalMove(_("答复以后才能公开。"))
    if study.published_at is not None:
        return
    entry = timeline.append(
        study, "publish", by=by, at=at, key=key, audience=Audience.PUBLIC,
        changes={"published_at": at},
    )  # fmt: skip
    findable.keep(study)
    following.happened(
        study, entry=entry, subject=study.title, link=telling.public_link(study),
        text=NEWS[StudyState(study.state)],
    )  # fmt: skip


@transaction.atomic
def unpublish(study: Study, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It is taken back. Twice is once."""
    policy.require_asker(by, study.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    if study.published_at is None:
        return
    timeline.append(study, "unpublish", by=by, at=at, key=key, changes={"published_at": None})
    findable.keep(study)


NEWS: Final = {
    StudyState.ADOPTED: gettext_lazy("调研报告已采纳，已经公开"),
    StudyState.PARTLY: gettext_lazy("调研报告部分采纳，已经公开"),
    StudyState.TURNED_DOWN: gettext_lazy("调研报告未采纳，理由已经公开"),
}


def _keep(study: Study, files: Sequence[File], *, at: datetime) -> None:
    """Raises `Refusal` for too many, or one that cannot be taken. The same file twice is one."""
    known = set(queries.documents_of(study).values_list("sha256", flat=True))
    if len(files) + len(known) > MOST_FILES:
        raise Refusal(_("最多上传 %d 个文件，请去掉几个。") % MOST_FILES, field="files")
    for file in files:
        content = checked(file)
        digest = hashlib.sha256(content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        row = Document(
            district_id=study.district_id, id=new_id(), study=study, name=file.name[-120:],
            size=len(content), sha256=digest, added_at=at,
        )  # fmt: skip
        path = f"studies/{row.district_id}/{timezone.localdate(at):%Y/%m}/{row.pk}"
        row.file.name = default_storage.save(path, ContentFile(content))
        row.save()
