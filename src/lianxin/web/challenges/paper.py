"""The decision on a challenge, to be printed or written on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.challenges import queries
from lianxin.challenges.models import Challenge, Review, Verdict
from lianxin.challenges.states import FEWEST_REVIEWS, Outcome
from lianxin.network.models import User
from lianxin.papers.document import TIME, Block, Document, Facts, Heading, Paragraph, Table
from lianxin.web.challenges import build, words


def decision(found: Challenge, *, by: User, at: datetime) -> Document:
    """Each application with what was decided about it and why. Scores are told as averages;
    whose they are is not."""
    listing = found.listing
    made = _("%(who)s 制作于 %(when)s") % {
        "who": by,
        "when": timezone.localtime(at).strftime(TIME),
    }
    return Document(
        title=_("揭榜挂帅评审决定"),
        running=f"{found.district.name} · {listing.ref}",
        made=made,
        language=get_language() or "zh-hans",
        at=at,
        blocks=[*_about(found), *_decided(found)],
    )


def _about(found: Challenge) -> Sequence[Block]:
    closes = found.listing.closes_at
    rows = [
        (_("榜单"), found.listing.title),
        (_("发榜单位"), words.publisher(found)),
        (_("奖励"), build.reward(found)),
        (_("揭榜截止"), f"{timezone.localtime(closes):{TIME}}" if closes else ""),
        (_("评审决定日"), found.decide_on.isoformat()),
        (_("评审标准"), _("、").join(f"{f.label} {f.value}" for f in build.criteria(found))),
        (_("结果"), words.result(found, "") or words.state(found, at=found.opened_at)),
    ]
    return [Facts([row for row in rows if row[1]])]


def _decided(found: Challenge) -> Sequence[Block]:
    verdicts = Verdict.objects.filter(
        district_id=found.district_id, application__challenge=found.pk
    ).select_related("application")
    rows = sorted(verdicts, key=lambda one: (-one.round, one.outcome, one.application.team))
    if not rows:
        return [Paragraph(_("还没有决定。"))]
    averages = _averages(found)
    cells = [
        (
            one.application.team,
            str(one.round),
            averages.get((one.application_id, one.round), ""),
            str(Outcome(one.outcome).label),
            one.reason,
        )
        for one in rows
    ]
    head = (_("申请"), _("轮次"), _("平均分"), _("决定"), _("理由"))
    return [
        Heading(_("决定和理由")),
        Table(head, cells, (22, 8, 12, 14, 44)),
        Paragraph(
            _("每份申请至少 %d 份评审意见才能揭榜；有利益关系的评审人已回避。") % FEWEST_REVIEWS,
            is_quiet=True,
        ),
    ]


def _averages(found: Challenge) -> dict[tuple[object, int], str]:
    points: dict[tuple[object, int], list[int]] = {}
    for round_ in range(1, found.round + 1):
        for application in queries.applications(found):
            for review in queries.counting(application, round_=round_):
                points.setdefault((application.pk, round_), []).append(_total(review))
    return {where: words.average(totals) for where, totals in points.items()}


def _total(review: Review) -> int:
    return review.total
