"""Vote by page; the result, and the votes for who wants to count them again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.deliberation import queries
from lianxin.deliberation.actions import voting
from lianxin.deliberation.models import Ballot, Vote
from lianxin.deliberation.states import BallotState
from lianxin.kernel import privacy
from lianxin.network.models import User
from lianxin.web import pacing, respond
from lianxin.web.deliberation import build, pages, words
from lianxin.web.deliberation.forms import VoteForm
from lianxin.web.parts import Ball, Bar, Link
from lianxin.web.private import private
from lianxin.web.respond import Request


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: Request, ref: str) -> HttpResponse:
    """The receipt is shown once, on the page that answers the vote."""
    found, user = _ballot(request, ref), build.user_of(request)
    is_sent = request.method == "POST"
    form = VoteForm(
        request.POST if is_sent else None, ballot=found, options=queries.options_of(found)
    )

    def act() -> str:
        now = timezone.now()
        pacing.pace(request, "", scope="vote", at=now)
        told = form.cleaned_data
        return voting.vote(
            found, form.numbers, user=user, code=told.get("code", ""), at=now, key=told["key"]
        )

    done = form.attempt(act)
    context = _page(found, user, form, receipt=done.made if done else "")
    return respond.page(
        request, "deliberation/ballot", context, status=200 if done else form.status
    )


@login_not_required
@require_safe
def votes(request: Request, ref: str) -> HttpResponse:
    """All votes of a counted ballot, as they are sealed. How to count: `counting.digest`."""
    found = get_object_or_404(_ballots(request), ref=ref, state=BallotState.COUNTED)
    options = queries.options_of(found)
    papers = queries.papers_of(found)
    return JsonResponse(
        {
            "ballot": found.ref,
            "question": found.question,
            "options": {str(one.number): one.text for one in options},
            "votes": [{"receipt": one.receipt, "chosen": list(one.chosen)} for one in papers],
            "digest": found.digest,
            "digest_of": "SHA-256 over the sorted lines 'receipt chosen,chosen', joined by \\n",
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _ballots(request: Request) -> QuerySet[Ballot]:
    rows = Ballot.objects.filter(district_id=request.district.pk)
    found: QuerySet[Ballot] = rows.exclude(state=BallotState.DRAFT).select_related(
        "topic__hall__unit"
    )
    return found


def _ballot(request: Request, ref: str) -> Ballot:
    found: Ballot = get_object_or_404(_ballots(request), ref=ref)
    return found


def _page(found: Ballot, user: User | None, form: VoteForm, *, receipt: str) -> pages.Ballot:
    state, now = BallotState(found.state), timezone.now()
    is_running = state == BallotState.OPEN and found.opens_at <= now < found.closes_at
    needs_account = is_running and not found.is_secret and user is None
    topic_url = reverse("deliberation:topic", args=[found.topic.ref])
    is_counted = state == BallotState.COUNTED
    return pages.Ballot(
        ref=found.ref, title=found.question, state=str(state.label),
        level=words.BALLOT_LEVELS[state], ball=_ball(found),
        facts=words.ballot_facts(found, *queries.turnout(found)),
        form=form if is_running and not receipt and not needs_account else None, receipt=receipt,
        why=_("这次是记名投票，请先登录本辖区的账号。") if needs_account else "",
        bars=_bars(found) if is_counted else [], verdict=_verdict(found) if is_counted else "",
        lines=_lines(found) if is_counted else [], digest=found.digest,
        votes_url=reverse("deliberation:votes", args=[found.ref]) if is_counted else "",
        here=found.ref,
        crumbs=[*words.crumbs(found.topic.hall), Link(found.topic.title, topic_url)],
    )  # fmt: skip


def _ball(found: Ballot) -> Ball:
    if found.state == BallotState.OPEN:
        step = _("截止就计票，公布每一张选票")
        return Ball(_("投票的人"), step, due_at=found.closes_at)
    return Ball(_("已了结"), _("谁都可以拿公布的选票再数一遍"), is_done=True)


def _bars(found: Ballot) -> list[Bar]:
    result = queries.result_of(found)
    of = result.papers or 1
    return Bar.lengths(
        [
            (one.text, _("%(n)d 票，占 %(share)d%%（共 %(of)d 张选票）") % {
                "n": result.votes[one.number], "share": round(100 * result.votes[one.number] / of),
                "of": result.papers,
            }, result.votes[one.number])
            for one in queries.options_of(found)
        ]
    )  # fmt: skip


def _verdict(found: Ballot) -> str:
    result = queries.result_of(found)
    if not result.is_valid:
        return _("投票人数不够，这次投票无效。")
    names = [one.text for one in queries.options_of(found) if one.number in result.passed]
    return _("通过：%s") % _("、").join(names) if names else _("没有选项通过。")


def _lines(found: Ballot) -> list[pages.Line]:
    texts = {one.number: one.text for one in queries.options_of(found)}
    rows = Vote.objects.filter(district_id=found.district_id, ballot=found)
    told = []
    for vote in rows.select_related("voter__user").order_by("receipt"):
        chosen = _("、").join(texts[number] for number in vote.chosen) or _("弃权")
        person = vote.voter.user if vote.voter else None
        told.append(
            pages.Line(vote.receipt, chosen, privacy.mask_name(person.name) if person else "")
        )
    return told
