"""Fill the pages of lists and ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lianxin.cases import importing
from lianxin.catalogue import importing as listings
from lianxin.papers import queries
from lianxin.papers.models import DOING, Job, JobState
from lianxin.web.cases.fields import Places
from lianxin.web.ledger import pages
from lianxin.web.ledger.forms import MatchForm
from lianxin.web.parts import Fact, Level, Link
from lianxin.web.shell import times

LEVELS = {
    JobState.DRAFT: Level.WARN,
    JobState.DONE: Level.GOOD,
    JobState.FAILED: Level.BAD,
}
IMPORTS = (importing.KIND, listings.KIND)
SOON_KNOWN = 50  # a fiftieth of the rows tells how long the others take
MINUTE = timedelta(minutes=1)
STATES = {"DRAFT": "wait", "WAITING": "wait", "DONE": "good", "FAILED": "bad", "STOPPED": "quiet"}


def row(job: Job) -> pages.Row:
    return pages.Row(
        job=job,
        state=str(JobState(job.state).label),
        level=STATES.get(job.state, ""),
        url=reverse("ledger:job", args=[job.pk]),
        who=str(job.asked_by),
    )


def progress(job: Job, *, at: datetime) -> pages.Progress:
    has_file = queries.has_file(job, at=at) and not job.is_under_way
    return pages.Progress(
        job=job,
        state=str(JobState(job.state).label),
        level=LEVELS.get(JobState(job.state), Level.PLAIN),
        done=f"{job.done:,}",
        total=f"{job.total:,}",
        is_counted=job.state != JobState.DRAFT and (job.total > 0 or job.state in DOING),
        left=_left(job),
        told=list(_told(job)),
        why=job.found.get("why", ""),
        file_url=reverse("ledger:download", args=[job.pk]) if has_file else "",
        file_label=_file_label(job),
    )


def _file_label(job: Job) -> str:
    if job.kind not in IMPORTS:
        return _("下载名单")
    return _("下载回执") if job.state == JobState.DONE else _("下载要改的行")


def _left(job: Job) -> str:
    """How long it will still take, as it has gone so far; "" as long as that says little."""
    begun = parse_datetime(job.found.get("begun", ""))
    if begun is None or job.state not in DOING or job.done < job.total // SOON_KNOWN:
        return ""
    span = (job.moved_at - begun) * ((job.total - job.done) / max(job.done, 1))
    return times.span(span) if span >= MINUTE else ""


def _told(job: Job) -> Iterator[Fact]:
    found = job.found
    if job.kind in IMPORTS and "rows" in found:
        yield Fact(_("文件里有"), _("%s 行") % f"{found['rows']:,}")
        yield Fact(_("可以导入"), _("%s 行") % f"{found['good']:,}")
        yield Fact(_("要先改"), _("%s 行") % f"{found['bad']:,}")
    if found.get("drafts"):
        yield Fact(_("其中还差几项、先存草稿"), _("%s 行") % f"{found['drafts']:,}")
    if "new" in found and job.kind == listings.KIND:
        yield Fact(_("新登记"), _("%s 条") % f"{found['new']:,}")
        yield Fact(_("更新的"), _("%s 条") % f"{job.done - found['new']:,}")
    elif "new" in found:
        yield Fact(_("新登记"), _("%s 件") % f"{found['new']:,}")
        yield Fact(_("以前登记过"), _("%s 件") % f"{job.done - found['new']:,}")
    if job.reason:
        yield Fact(_("用途"), job.reason)


def job_page(job: Job, *, at: datetime, form: MatchForm | None = None) -> pages.JobPage:
    found, is_draft = job.found, job.state == JobState.DRAFT
    remarks = found.get("remarks", []) if is_draft else []
    polled = "ledger:job" if job.state == JobState.LOOKING else "ledger:progress"
    return pages.JobPage(
        progress=progress(job, at=at),
        poll_url=reverse(polled, args=[job.pk]) if job.is_under_way else "",
        swaps_page=job.state == JobState.LOOKING,
        form=(form or match_form(job)) if is_draft and job.kind == importing.KIND else None,
        faults=found.get("faults", []) if is_draft else [],
        faults_in_all=found.get("faults_in_all", 0),
        remarks=remarks,
        remarks_more=max(0, found.get("remarks_in_all", 0) - len(remarks)),
        remarks_label=_("写进内部备注的词") if job.kind == importing.KIND else _("请看一看"),
        unread=_("、").join(found.get("unread", [])),
        refused=found.get("refused", "") if is_draft else "",
        can_start=is_draft and job.total > 0,
        expires_at=job.expires_at,
        crumbs=crumbs(),
    )


def match_form(job: Job, data: Any = None) -> MatchForm:
    found = job.found
    theirs = {heading: ours for ours, heading in found.get("columns", {}).items()}
    headings = list(dict.fromkeys([*theirs, *found.get("ignored", [])]))
    asked = {**job.asked, "columns": {**theirs, **job.asked.get("columns", {})}}
    places = Places(job.district_id)
    return MatchForm(data, headings=headings, asked=asked, places=places)


def crumbs(*more: Link) -> list[Link]:
    return [Link(_("导入导出"), reverse("ledger:jobs")), *more]
