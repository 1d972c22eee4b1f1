"""Fill the page of one case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.cases import answered, history, policy, queries, states
from lianxin.cases.contacts import Contact
from lianxin.cases.models import Case, CaseClock, ClockName, Level, Photo, PhotoState, Solved
from lianxin.cases.states import State
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.web import parts
from lianxin.web.cases import pages, paper_forms, quoting, words
from lianxin.web.cases.checklist_part import checklist_of
from lianxin.web.cases.deeds import ALL, DEEDS, GROUPS, Deed, Group
from lianxin.web.cases.forms import DeedForm, score_words
from lianxin.web.cases.ground import Ground
from lianxin.web.cases.keyboard import LETTERS
from lianxin.web.cases.kin_part import kin_of
from lianxin.web.cases.mediation_part import mediating_of
from lianxin.web.cases.outside_part import outside_of
from lianxin.web.cases.understood import understood
from lianxin.web.cases.verifying_part import verified_of
from lianxin.web.parts import Fact, Moment, Spot

RECENT = timedelta(weeks=12)
ICONS = {
    "open": "message-square",
    "warn": "alarm-clock",
    "climb": "arrow-up",
    "confirm": "star",
    "object": "rotate-ccw",
    "lapse": "archive",
    "photo": "camera",
    "follow": "message-square-check",
    "bulletin": "megaphone",
    "pass": "badge-check",
    "fail": "undo-2",
    "reply_outside": "mail-check",
    "lapse_outside": "mail-x",
}
GOOD = frozenset({"answer", "pass", "confirm", "sign"})
BAD = frozenset({"object", "bounce", "climb", "fail", "lapse_outside"})


def case_page(
    ground: Ground,
    *,
    sent: tuple[Deed, DeedForm] | None = None,
    revealed: Contact | None = None,
) -> pages.CasePage:
    """The page. `sent` is a deed that was not accepted; `revealed` is shown this once."""
    return pages.CasePage(detail=case_detail(ground, sent=sent, revealed=revealed))


def case_detail(
    ground: Ground,
    *,
    sent: tuple[Deed, DeedForm] | None = None,
    revealed: Contact | None = None,
) -> pages.Detail:
    case, dossier = ground.case, ground.dossier
    offers = {deed.name: _offer(ground, deed, sent) for deed in ALL if deed.is_offered(ground)}
    main, reveal = offers.pop(_main(case, offers), None), offers.pop("reveal", None)
    lost = sent and sent[0].name not in {*offers, *_names(main, reveal)}
    inside = ground.standing.sees_inside(case)
    above = [place for place in network.ancestors(case.place) if place.parent_id]
    return pages.Detail(
        case=case,
        state=words.state_label(case),
        state_level=words.state_level(case),
        tags=list(_tags(ground)),
        where=" · ".join(place.name for place in above) or case.place.name,
        ball=words.ball(case, dossier.clocks),
        meeting=words.said_date(case) if case.is_open else "",
        main=main,
        groups=_groups(offers),
        lost=_offer(ground, sent[0], sent) if sent and lost else None,
        clocks=[_clock(ground, row) for row in dossier.clocks if _is_told(row)],
        photos=_photos(case, dossier.photos, is_proof=False),
        proofs=_photos(case, dossier.photos, is_proof=True),
        photos_waiting=sum(row.state == PhotoState.PENDING for row in dossier.photos),
        contact=(revealed or ground.contact) if inside else None,
        is_revealed=revealed is not None,
        reveal=reveal,
        file=list(_file(ground)),
        near=_near(ground),
        rating=list(_rating(ground)),
        spot=_spot(case),
        history=[
            _moment(entry, inside=inside)
            for entry in history.entries(case, inside=inside).order_by("-seq")
        ],
        papers=paper_forms.offer(ground),
        understood=understood(ground) if inside else None,
        units=ground.units.labels if offers or main else (),
        answers=[Fact(one.label, one.text) for one in answered.shown(case)],
        casebook=quoting.box(ground, {*offers, *_names(main)}),
        checklist=checklist_of(ground) if inside else None,
        outside=outside_of(ground) if inside else None,
        verified=verified_of(ground) if inside else (),
        mediating=mediating_of(ground) if inside else None,
        kin=kin_of(ground) if inside else None,
    )


def _names(*offers: pages.Offer | None) -> set[str]:
    return {offer.name for offer in offers if offer}


def _main(case: Case, offers: dict[str, pages.Offer]) -> str:
    """The deed that this person, in this state, most likely came for: a closed case is read."""
    if case.state == State.CLOSED:
        return ""
    ranked = [name for name in offers if DEEDS[name].rank]
    return max(ranked, key=lambda name: DEEDS[name].rank, default="")


def _offer(ground: Ground, deed: Deed, sent: tuple[Deed, DeedForm] | None) -> pages.Offer:
    is_refused = sent is not None and sent[0] is deed
    form = sent[1] if sent and is_refused else deed.form(ground, deed.name)
    return pages.Offer(
        name=deed.name,
        label=deed.title,
        icon=deed.icon,
        url=reverse(f"cases:{deed.name}", args=[ground.case.ref]),
        form=form,
        is_warning=deed.is_warning,
        takes_files=deed.takes_files,
        is_open=is_refused or bool(form.chosen_text()),
        texts=form.standard_texts(),
        hint=form.hint(),
        key=LETTERS.get(deed.name, ""),
    )


def _groups(offers: dict[str, pages.Offer]) -> list[pages.OfferGroup]:
    groups: dict[Group, list[pages.Offer]] = {group: [] for group in GROUPS}
    for name, offer in offers.items():
        groups[DEEDS[name].group].append(offer)
    return [
        pages.OfferGroup(str(GROUPS[group]), found) for group, found in groups.items() if found
    ]


def _tags(ground: Ground) -> Iterator[str]:
    case, rules = ground.case, ground.rules
    yield rules.class_label(case.class_code) if case.class_code else _("未归类")
    yield str(rules.grades[case.grade].label) if case.grade in rules.grades else case.grade
    yield str(rules.kinds[case.kind].label) if case.kind in rules.kinds else case.kind
    yield case.get_source_display()


def _file(ground: Ground) -> Iterator[Fact]:
    case = ground.case
    yield Fact(_("主办单位"), case.lead.name)
    if case.handler:
        yield Fact(_("经办人"), str(case.handler))
    if ground.helping:
        yield Fact(_("协办单位"), _("、").join(unit.name for unit in ground.helping))
    yield Fact(_("督办层级"), str(Level(case.level).label))
    if case.outcome:
        yield Fact(_("办理结果"), case.get_outcome_display())
    if case.bounces:
        binding = _("，指定办理") if case.is_binding else ""
        yield Fact(_("退回"), _("%d 次") % case.bounces + binding)
    if case.reopens:
        yield Fact(_("重办"), _("%d 次") % case.reopens)
    if case.relayed_by:
        yield Fact(_("代报人"), str(case.relayed_by))


def _is_told(row: CaseClock) -> bool:
    """What waits for the requester is nobody's merit once it is over."""
    return row.stopped_at is None or row.name not in (ClockName.WAIT, ClockName.RATE)


def _clock(ground: Ground, row: CaseClock) -> pages.ClockRow:
    verdict, level = _verdict(ground, row)
    return pages.ClockRow(
        label=str(ClockName(row.name).label),
        due_at=row.due_at,
        first_due_at=row.first_due_at if row.first_due_at != row.due_at else None,
        paused=words.paused(row, at=ground.at),
        is_provisional=row.is_provisional,
        is_paused=row.paused_at is not None,
        stopped_at=row.stopped_at,
        verdict=verdict,
        level=level,
    )


def _verdict(ground: Ground, row: CaseClock) -> tuple[str, parts.Level]:
    """How a stopped clock ended, or why a running one does not count; ("", …) while it runs."""
    if row.stopped_at is None:
        is_parked = bool(ground.case.meeting_on) and row.name == ClockName.RESOLVE
        held = words.said_date(ground.case)
        return (_("%s 上会") % held, parts.Level.PLAIN) if is_parked else ("", parts.Level.PLAIN)
    if row.stopped_at > row.due_at:
        return _("逾期"), parts.Level.BAD
    return _("按时"), parts.Level.GOOD


def _photos(case: Case, rows: list[Photo], *, is_proof: bool) -> list[parts.Photo]:
    own = [row for row in rows if row.consultation_id is None]
    shown = [r for r in own if r.is_proof == is_proof and r.state == PhotoState.READY]
    name = _("办理照片 %d") if is_proof else _("现场照片 %d")
    return [
        parts.Photo(
            url=reverse("cases:photo", args=[case.ref, row.pk]),
            alt=name % number,
            thumbnail_url=reverse("cases:thumbnail", args=[case.ref, row.pk]),
        )
        for number, row in enumerate(shown, 1)
    ]


def _near(ground: Ground) -> list[pages.CaseRow]:
    case = ground.case
    if not case.class_code:
        return []
    visible = policy.visible_to(ground.user, on=ground.today).exclude(pk=case.pk)
    found = queries.near(
        case.district_id,
        place=case.place,
        class_code=case.class_code,
        since=ground.at - RECENT,
        among=visible,
    )
    return [case_row(other) for other in found]


def case_row(case: Case) -> pages.CaseRow:
    return pages.CaseRow(
        ref=case.ref,
        subject=case.subject,
        state=words.state_label(case),
        level=words.state_level(case),
        received_at=case.received_at,
        url=reverse("cases:detail", args=[case.ref]),
    )


def _rating(ground: Ground) -> Iterator[Fact]:
    said, rules = ground.rating, ground.rules
    if said is None:
        return
    yield Fact(_("是否解决"), str(Solved(said.solved).label))
    if said.was_contacted is not None:
        yield Fact(_("联系"), _("及时") if said.was_contacted else _("不及时"))
    for code, score in said.scores.items():
        label = str(rules.dimensions[code].label) if code in rules.dimensions else code
        yield Fact(label, score_words()[score])
    if said.comment:
        yield Fact(_("留言"), said.comment)


def _spot(case: Case) -> Spot:
    here = case.lat is not None
    return Spot(
        address=case.address or case.place.name,
        latitude=case.lat if here else case.place.lat,
        longitude=case.lon if here else case.place.lon,
        shapes_url=reverse("desk:shapes"),
    )


def _moment(entry: Entry, *, inside: bool) -> Moment:
    return Moment(
        at=entry.at,
        verb=states.label(entry.verb),
        who=history.who(entry),
        note=history.note(entry, inside=inside),
        icon=ICONS.get(entry.verb) or (_icon(entry.verb)),
        level=_weight(entry.verb),
        is_internal=history.is_internal(entry),
    )


def _icon(verb: str) -> str:
    return DEEDS[verb].icon if verb in DEEDS else "circle-dot"


def _weight(verb: str) -> parts.Level:
    if verb in GOOD:
        return parts.Level.GOOD
    return parts.Level.BAD if verb in BAD else parts.Level.PLAIN
