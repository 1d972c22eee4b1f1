"""Fill the page of one agreement for its sides, and that for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.cases import queries as cases
from lianxin.exchange import policy as exchange
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.partnering import policy, queries, terms
from lianxin.partnering.models import Agreement, Handover, Reach, Word
from lianxin.partnering.states import (
    STANDING_BY,
    UNSIGNED,
    AgreementState,
    HandoverState,
    Party,
    Phase,
    year_of,
)
from lianxin.web.me.forms import Keyed
from lianxin.web.partnering import build, pages, words
from lianxin.web.partnering.forms import (
    ContactForm,
    DisputeForm,
    EndForm,
    ReasonForm,
    RecordForm,
    RenewForm,
    SeenForm,
    SignForm,
    WordForm,
)
from lianxin.web.parts import Deed, Fact, Link
from lianxin.web.respond import Request, StaffRequest

Forms = Mapping[str, Any]
SETTLED = (AgreementState.SIGNED, AgreementState.ENDED)


def agreement(
    request: StaffRequest, found: Agreement, *, forms: Forms | None = None
) -> pages.Agreement:
    on, user = timezone.localdate(), request.user
    handovers = queries.handovers_of(found)
    accounts = queries.settlement(found, handovers, on=on)
    mine = policy.parties_of(user, found, on=on)
    reach, words_said = queries.reach_of(found), queries.words_of(found)
    state = words.standing(found, on=on)
    is_settled = found.state in SETTLED
    can_edit = found.state in UNSIGNED and policy.can_end(user, found, on=on)
    return pages.Agreement(
        ref=found.ref,
        title=found.title,
        text=found.text,
        state=str(state.label),
        level=words.LEVELS[state.value],
        ball=words.ball(found, waiting=queries.to_answer(handovers), on=on),
        facts=[*facts(found), *_kin(found), *_told(found, reach, words_said)],
        sides=build.sides(found, accounts, on=on),
        joiners=joiners(found),
        is_settled=is_settled,
        handovers=[_handover(found, one, mine, forms or {}) for one in handovers],
        deeds=list(_deeds(user, found, mine, forms or {}, reach=reach, said=words_said, on=on)),
        edit_url=reverse("partnering:edit", args=[found.ref]) if can_edit else "",
        settlement_url=reverse("partnering:settlement", args=[found.ref]) if is_settled else "",
        public_url=reverse("partnering:kept", args=[found.ref]) if is_settled else "",
        moments=words.moments(list(timeline.of(found))),
        crumbs=build.crumbs(),
    )


def kept(request: Request, found: Agreement) -> pages.Kept:
    """Without names of people and without what is said about single handovers."""
    on = timezone.localdate()
    state = words.standing(found, on=on)
    own = policy.visible_to(request.user, found.district_id, on=on)
    is_own = own.filter(pk=found.pk).exists()
    return pages.Kept(
        ref=found.ref,
        title=found.title,
        text=found.text,
        state=str(state.label),
        level=words.LEVELS[state.value],
        facts=facts(found),
        sides=build.sides(found, queries.settlement(found, on=on), on=on),
        joiners=joiners(found),
        own_url=reverse("partnering:agreement", args=[found.ref]) if is_own else "",
        crumbs=[Link(_("合作协议"), reverse("partnering:town"))],
    )


def facts(found: Agreement) -> list[Fact]:
    told = [
        Fact(_("协议种类"), words.kind(found)),
        Fact(_("地点"), found.place.name),
        Fact(
            pgettext("agreement", "期限"),
            f"{found.starts_on.isoformat()} – {found.ends_on.isoformat()}",
        ),
    ]
    if found.kind in STANDING_BY:
        rules = cases.rules_of(found.district_id)
        matters = [rules.class_label(code) for code in found.classes] or [_("什么事都可以")]
        told.append(Fact(_("哪些事先找合作一方"), _("、").join(matters)))
    if found.ended_on:
        told.append(Fact(_("提前终止"), f"{found.ended_on.isoformat()} · {found.reason}"))
    return told


def joiners(found: Agreement) -> list[Fact]:
    """Who signs with the two, and when each did."""
    return [
        Fact(one.unit.name, words.signed_at(one.signed_at)) for one in queries.joiners_of(found)
    ]


def _kin(found: Agreement) -> list[Fact]:
    """What it goes on from, what goes on from it, and the application it came from."""

    def fact(label: str, one: Agreement) -> Fact:
        return Fact(label, one.ref, reverse("partnering:agreement", args=[one.ref]))

    told = [fact(_("续签自"), found.renews)] if found.renews else []
    later = Agreement.objects.filter(district_id=found.district_id, renews=found)
    told += [fact(_("续签为"), one) for one in later.exclude(state=AgreementState.DROPPED)]
    return told


def _told(found: Agreement, reach: Reach | None, said: list[Word]) -> list[Fact]:
    """Who is written to for a partner without an account, and what both said of the year."""
    where = privacy.mask_email(reach.email) if reach and reach.email else ""
    told = []
    if reach:
        known = where or privacy.mask_phone(reach.phone or "")
        told.append(Fact(_("合作一方的联系人"), f"{reach.name} {known}"))
    for word in said:
        text = f"{word.get_wish_display()} {word.text}".strip()
        told.append(Fact(_("%s说") % found.unit_of(word.party).name, text))
    return told


def _handover(found: Agreement, one: Handover, mine: list[Party], forms: Forms) -> pages.Handover:
    term = terms.load(found.terms)[one.term - 1]
    state = HandoverState(one.state)
    answers = Party(one.told_by).other in mine
    is_open = state in (HandoverState.RECORDED, HandoverState.DISPUTED)

    def url(verb: str) -> str:
        return reverse(f"partnering:{verb}", args=[found.ref, one.pk])

    can_dispute = answers and state == HandoverState.RECORDED
    form = forms.get(f"dispute_{one.pk}") or DisputeForm(auto_id=f"id_{one.pk}_%s")
    return pages.Handover(
        when=one.given_on,
        what=f"{term.text} {terms.said(one.amount)} {term.unit}",
        teller=found.unit_of(one.told_by).name,
        note=one.note,
        objection=one.objection if state != HandoverState.CONFIRMED else "",
        state=str(state.label),
        level=words.HANDOVER_LEVELS[state],
        confirm_url=url("confirm") if answers and is_open else "",
        withdraw_url=url("withdraw") if one.told_by in mine and is_open else "",
        dispute_url=url("dispute") if can_dispute else "",
        dispute_form=form if can_dispute else None,
        key=str(new_id()),
    )


def _deeds(
    user: User,
    found: Agreement,
    mine: list[Party],
    forms: Forms,
    *,
    reach: Reach | None,
    said: list[Word],
    on: date,
) -> Iterator[Deed]:
    def deed(name: str, label: str, icon: str, form: Any, **more: Any) -> Deed:
        url, head = reverse(f"partnering:{name}", args=[found.ref]), more.pop("head", name)
        return Deed(head, label, icon, url, forms.get(name) or form, **more)

    state = words.standing(found, on=on)
    for party in mine:
        if found.state in UNSIGNED and not found.is_signed_by(party):
            form: Any = SignForm(
                initial={"party": party, "seen": found.seq}, auto_id=f"id_sign_{party}_%s"
            )
            note = _("代表“%s”签。签了就按上面的条款办。") % found.unit_of(party).name
            head = f"sign-{party.value.lower()}"
            yield deed("sign", _("签署"), "signature", form, is_main=True, note=note, head=head)
    yield from _signing_with(user, found, forms, on=on)
    if state in (Phase.RUNNING, Phase.EXPIRED, AgreementState.ENDED) and mine:
        form = RecordForm(agreement=found, today=on, giver=mine[0], auto_id="id_record_%s")
        is_main = state == Phase.RUNNING
        yield deed("record", _("登记交付"), "package-check", form, is_main=is_main)
    if mine and _may_say(found, mine[0], said, on=on):
        form = WordForm(auto_id="id_say_%s")
        yield deed("say", _("这一年怎么样，接下来怎么办"), "message-circle", form)
    if policy.can_end(user, found, on=on):
        yield from _reaching(user, found, deed, reach=reach, on=on)
        yield from _endings(found, state, deed)


def _signing_with(user: User, found: Agreement, forms: Forms, *, on: date) -> Iterator[Deed]:
    """For a unit that signs with the two."""
    if found.state not in UNSIGNED:
        return
    units = exchange.units_of(user, on=on)
    for one in queries.joiners_of(found):
        if one.unit_id in units and one.signed_at is None:
            name = f"sign-{one.pk}"
            form = SeenForm(initial={"seen": found.seq}, auto_id=f"id_{name}_%s")
            url = reverse("partnering:sign_with", args=[found.ref, one.pk])
            note = _("代表“%s”签。签了就按上面的条款办。") % one.unit.name
            yield Deed(
                name, _("签署"), "signature", url, forms.get(name) or form, is_main=True, note=note
            )


def _may_say(found: Agreement, party: Party, said: list[Word], *, on: date) -> bool:
    """While it holds, and not yet of this year."""
    year = year_of(found.starts_on, on=on)
    return words.standing(found, on=on) == Phase.RUNNING and not any(
        word.party == party and word.year == year for word in said
    )


def _reaching(
    user: User,
    found: Agreement,
    deed: Callable[..., Deed],
    *,
    reach: Reach | None,
    on: date,
) -> Iterator[Deed]:
    """How a partner without an account is reached."""
    if found.state in (AgreementState.DROPPED, AgreementState.ENDED):
        return
    if reach:
        note = _("把等对方签署、确认的，用新的链接再发一次。")
        yield deed("ask_again", _("再发一次链接"), "send", Keyed(), note=note)
    if policy.can_reach(user, found, on=on):
        label = _("改合作一方的联系方式") if reach else _("对方没有账号？留个联系方式")
        yield deed("reach", label, "phone", ContactForm(auto_id="id_reach_%s"))


def _endings(
    found: Agreement, state: AgreementState | Phase, deed: Callable[..., Deed]
) -> Iterator[Deed]:
    """How it may go on, or not."""
    if found.state in UNSIGNED:
        yield deed("drop", _("不签了"), "circle-x", ReasonForm(auto_id="id_drop_%s"))
    if found.state == AgreementState.SIGNED:
        yield deed("renew", _("续签"), "repeat", RenewForm(auto_id="id_renew_%s"))
    if state in (Phase.COMING, Phase.RUNNING):
        yield deed("end", _("提前终止"), "circle-x", EndForm(auto_id="id_end_%s"))
