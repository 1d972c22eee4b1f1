"""Fill the pages of this face."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import answered, queries
from lianxin.cases.models import Case, Tombstone
from lianxin.cases.rules import Rules
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from lianxin.web import paging, promises, qr
from lianxin.web.casebook.pages import Offers
from lianxin.web.me import cautions, hearing, pages, words
from lianxin.web.me.forms import RateForm, ReportForm, SupplyForm, WithdrawForm
from lianxin.web.me.story import Story
from lianxin.web.parts import Fact, Link, Tab
from lianxin.web.respond import Request


def report_form(request: Request, place: Place | None) -> ReportForm:
    is_sent = request.method == "POST"
    return ReportForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        district=request.district,
        rules=queries.rules_of(request.district.pk),
        kind=request.GET.get("kind", ""),
        place=place,
        bundle=request.GET.get("bundle", ""),
    )


def unjudged(form: ReportForm) -> ReportForm:
    """What was written so far, with the questions of the class that was chosen. Without scripts
    this is how they are asked for."""
    asked = ReportForm(
        district=form.district,
        rules=queries.rules_of(form.district.pk),
        kind=form.kind_code,
        place=form.card_place,
        class_code=str(form.data.get("class_code", "")),
        bundle=form.bundle_code,
    )
    asked.initial = {name: form[name].value() for name in asked.fields if name in form.fields}
    return asked


def report(
    form: ReportForm,
    *,
    code: str,
    answers: Offers | None = None,
    similar: pages.Similar | None = None,
) -> pages.Report:
    """`code` is what the address says of the place, known or not."""
    rules = queries.rules_of(form.district.pk)
    here = reverse("me:report", args=[code] if code else [])
    tabs = [
        Tab(str(kind.label), f"{here}?kind={kind.code}", kind.code == form.kind_code)
        for kind in rules.kinds.values()
    ]
    bundles = list(_bundles(rules, here, form.bundle_code))
    return pages.Report(
        form=form,
        kinds=tabs if len(tabs) > 1 else [],
        action_url=here,
        other_place_url=reverse("me:report"),
        card_place=form.card_place.name if form.card_place else "",
        is_old_card=bool(code) and form.card_place is None,
        draft_key=f"report-{code}" if code else "report",
        promise=promises.sentence(rules),
        lost_photos=bool(form.is_bound and form.errors and form.files),
        answers=answers or Offers(),
        cautions=cautions.of(str(form["text"].value() or "")),
        answers_url=paging.address("me:answers", card=code),
        similar=similar or pages.Similar(rows=(), chosen=""),
        similar_url=paging.address("me:similar", card=code),
        bundles=bundles,
        bundle=next((one for one in bundles if one.is_current), None),
    )


def _bundles(rules: Rules, here: str, chosen: str) -> Iterator[pages.BundleTile]:
    for one in rules.bundles.values():
        yield pages.BundleTile(
            code=one.code,
            label=str(one.label),
            icon=one.icon or "boxes",
            url=f"{here}?bundle={one.code}",
            parts=[str(part.subject) for part in one.parts],
            is_current=one.code == chosen,
        )


def case(
    request: Request,
    found: Case,
    code: str,
    *,
    at: datetime,
    supply_form: SupplyForm | None = None,
) -> pages.Case:
    story = Story(found, code=code, rules=queries.rules_of(found.district_id), at=at)
    photos, proofs, waiting = story.photos()
    called, chain = story.called, hearing.chain(request, found, code)
    return pages.Case(
        ref=found.ref,
        subject=found.subject,
        text=found.text,
        stands=story.stands,
        level=words.LEVELS.get(found.state, ""),
        cautions=(
            cautions.filed(found.text, called=called) if called or "new" in request.GET else []
        ),
        facts=story.facts(),
        answers=[Fact(one.label, one.text) for one in answered.shown(found)],
        ball=story.ball(),
        parts=story.shares(),
        steps=story.steps(),
        promises=story.promises(),
        moments=story.moments(),
        photos=photos,
        proofs=proofs,
        photos_waiting=waiting,
        question=story.question,
        answer=story.answer(),
        verdict=story.verdict,
        mediation=story.mediation(),
        meeting_on=found.meeting_on if found.is_open else None,
        shown=story.shown(),
        chain=chain,
        hearing=hearing.of(found, code) if chain else None,
        anonymised_on=(timezone.localdate(found.anonymised_at) if found.anonymised_at else None),
        receipt=_receipt(request, found, code),
        moves=_moves(story, supply_form),
    )


def gone(stone: Tombstone) -> pages.Gone:
    return pages.Gone(
        ref=stone.ref,
        received_on=timezone.localdate(stone.received_at),
        deleted_on=timezone.localdate(stone.deleted_at),
        outcome=str(words.OUTCOMES[stone.outcome]) if stone.outcome else "",
        report_url=reverse("me:report"),
    )


def rate(found: Case, code: str, *, at: datetime, form: RateForm | None = None) -> pages.Rate:
    rules = queries.rules_of(found.district_id)
    story = Story(found, code=code, rules=rules, at=at)
    return pages.Rate(
        ref=found.ref,
        subject=found.subject,
        answer=story.answer(),
        form=None if story.why_not_rate else form or RateForm(rules=rules),
        reason=story.why_not_rate,
        here=reverse("me:rate", args=[found.ref, code]),
        back=Link(_("查看办理经过"), story.url()),
    )


def _moves(story: Story, supply_form: SupplyForm | None) -> pages.Moves:
    can_rate = not story.why_not_rate
    takes = story.can_add or story.can("supply")
    more = (supply_form or SupplyForm(case=story.case)) if takes else None
    return pages.Moves(
        rate_url=reverse("me:rate", args=[story.case.ref, story.code]) if can_rate else "",
        urge_url=story.url("urge") if story.can_urge else "",
        urge_key=new_id(),
        urged_at=story.urged_at if story.case.is_open else None,
        supply_form=more if story.can("supply") else None,
        add_form=more if story.can_add else None,
        kept=_kept(story, supply_form),
        supply_url=story.url("supply"),
        withdraw_form=WithdrawForm() if story.can("withdraw") else None,
        withdraw_url=story.url("withdraw"),
    )


def _kept(story: Story, sent: SupplyForm | None) -> str:
    """What was written for a case that takes nothing more, to be copied."""
    takes = story.can_add or story.can("supply")
    return str(sent["note"].value() or "") if sent and not takes else ""


def _receipt(request: Request, found: Case, code: str) -> pages.Receipt:
    url = request.build_absolute_uri(reverse("me:case", args=[found.ref, code]))
    return pages.Receipt(
        codes=[Fact(_("编号"), found.ref), Fact(_("查询码"), privacy.tracking_code(found.pk))],
        qr=qr.svg(url, title=_("扫码查进度")),
        is_new="new" in request.GET,
    )
