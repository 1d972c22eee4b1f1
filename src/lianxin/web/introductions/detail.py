"""Fill the page of one introduction, and that of one side by its link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.introductions import policy, queries
from lianxin.introductions.models import COLUMNS, Introduction, Payment, Side, Word
from lianxin.introductions.states import LIFECYCLE, LINE, Stage
from lianxin.kernel import timeline
from lianxin.network.models import User
from lianxin.web.introductions import build, pages, project, words
from lianxin.web.introductions.forms import (
    CorrectForm,
    FallForm,
    ReceiveForm,
    RecordForm,
    SayForm,
    SideForm,
)
from lianxin.web.me.forms import Keyed
from lianxin.web.money import FEN, yuan
from lianxin.web.parts import Deed, Fact
from lianxin.web.respond import StaffRequest

Forms = Mapping[str, Any]


def introduction(
    request: StaffRequest, found: Introduction, *, forms: Forms | None = None
) -> pages.Introduction:
    state = Stage(found.state)
    said = queries.last_words(found)
    return pages.Introduction(
        ref=found.ref,
        subject=found.subject,
        text=found.text,
        state=str(state.label),
        level=words.LEVELS[state],
        dispute=queries.differing(said) if found.is_disputed else "",
        ball=words.ball(found),
        steps=words.steps(found),
        facts=_facts(found),
        said=_said(found),
        payments=_payments(found),
        project=project.of_account(request.user, found, forms=forms or {}),
        deeds=list(_deeds(request.user, found, forms or {})),
        moments=words.moments(list(timeline.of(found))),
        crumbs=build.crumbs(),
    )


def saying(
    found: Introduction,
    side: Side,
    code: str,
    *,
    form: SayForm | None = None,
    forms: Forms | None = None,
) -> pages.Saying:
    other = next(one for one in found.sides.all() if one.pk != side.pk)
    said = queries.last_words(found)
    own = said.get(side.number)
    return pages.Saying(
        ref=found.ref,
        subject=found.subject,
        name=side.name,
        other=other.name,
        since=found.introduced_on,
        is_said=own is not None and form is None,
        dispute=queries.differing(said),
        project=project.of_link(found, side, code, forms=forms or {}),
        form=form or SayForm(initial=_initial(own)),
        url=reverse("introductions:saying", args=[found.ref, code]),
    )


def _initial(word: Word | None) -> dict[str, Any]:
    if word is None:
        return {}
    return {
        "stage": word.stage,
        "amount": _typed(word.amount_fen),
        "received": _typed(word.received_fen),
        "text": word.text,
    }


def _typed(fen: int | None) -> str:
    return "" if fen is None else f"{fen / FEN:.2f}".removesuffix(".00")


def sides_of(user: User, found: Introduction) -> list[Side]:
    """Those that `user` may speak for: the desk for both, when it was told by telephone."""
    on = timezone.localdate()
    sides = sorted(found.sides.all(), key=lambda side: side.number)
    if policy.records(user, on=on):
        return sides
    return [side for side in sides if policy.is_of(user, side, on=on)]


def _facts(found: Introduction) -> list[Fact]:
    facts = [Fact(_("来源"), words.source(found))]
    facts += [
        Fact(_("一方"), side.name) if side.number == 1 else Fact(_("另一方"), side.name)
        for side in sorted(found.sides.all(), key=lambda side: side.number)
    ]
    for stage in LINE:
        day, amount = COLUMNS[stage]
        if on := getattr(found, day):
            money = yuan(getattr(found, amount)) if amount else ""
            told = " · ".join(part for part in (on.isoformat(), money) if part)
            facts.append(Fact(str(stage.label), told))
    if found.reason:
        facts.append(Fact(_("没有谈成的原因"), found.reason))
    return facts


def _said(found: Introduction) -> list[pages.Said]:
    last: dict[int, Word] = {}
    rows = Word.objects.filter(district_id=found.district_id, introduction=found)
    for word in rows.select_related("side").order_by("round"):
        last[word.side.number] = word
    spoken = queries.last_words(found)
    return [
        _one(side, spoken.get(side.number), last.get(side.number))
        for side in sorted(found.sides.all(), key=lambda side: side.number)
    ]


def _one(side: Side, word: Word | None, asked: Word | None) -> pages.Said:
    stage = Stage(word.stage) if word else None
    facts = []
    if word and word.amount_fen is not None:
        facts.append(Fact(_("金额"), yuan(word.amount_fen)))
    if word and word.received_fen is not None:
        facts.append(Fact(_("到账"), yuan(word.received_fen)))
    return pages.Said(
        name=side.name,
        stage=str(stage.label) if stage else _("没有说法"),
        level=words.LEVELS[stage] if stage else "quiet",
        facts=facts,
        text=word.text if word else "",
        note=words.said_when(asked or word),
    )


def _payments(found: Introduction) -> list[Fact]:
    rows = Payment.objects.filter(district_id=found.district_id, introduction=found)
    return [
        Fact(
            one.received_on.isoformat(),
            " · ".join(p for p in (yuan(one.amount_fen), one.note) if p),
        )
        for one in rows.order_by("received_on", "id")
    ]


def _deeds(user: User, found: Introduction, forms: Forms) -> Iterator[Deed]:
    def deed(name: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"introductions:{name}", args=[found.ref])
        shown = forms.get(name) or form
        shown.auto_id = f"id_{name}_%s"
        return Deed(name, label, icon, url, shown, is_main)

    sides = sides_of(user, found)
    if sides and found.state != Stage.FELL_THROUGH:
        form = SideForm(sides=sides)
        is_own = not policy.records(user, on=timezone.localdate())
        label = _("我方的说法") if is_own else _("记下一方的说法")
        yield deed("say", label, "message-circle", form, is_main=is_own)
    if not policy.records(user, on=timezone.localdate()):
        return
    if found.state == Stage.FELL_THROUGH:
        yield deed("revive", _("重新对接"), "rotate-ccw", Keyed())
        return
    record = RecordForm(introduction=found)
    if record.fields["stage"].choices:  # type: ignore[attr-defined]  # a field of choices
        yield deed("record", _("登记进展"), "arrow-right", record, is_main=True)
    yield deed("receive", _("登记到账"), "banknote", ReceiveForm())
    correct = CorrectForm(introduction=found)
    if correct.fields["stage"].choices:  # type: ignore[attr-defined]  # a field of choices
        yield deed("correct", _("更正金额"), "pencil", correct)
    if LIFECYCLE.allows(found.state, "fall_through"):
        yield deed("fall_through", _("没有谈成"), "circle-x", FallForm())
