"""Fill the page of a household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.visits import queries
from lianxin.visits.models import Household, PhotoState, Visit
from lianxin.visits.states import Outcome
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Photo
from lianxin.web.visits import cards_serving
from lianxin.web.visits.log_forms import AskForm, WordsForm
from lianxin.web.visits.log_pages import Entry, Log, Lost

Forms = Mapping[str, Any]
SHOWN: Final = 60  # 24 months, and far more than anybody comes


def log(found: Household, code: str, forms: Forms) -> Log:
    """`forms` are those that have to be shown again, by name."""
    found.refresh_from_db(fields=["declined_until_on"])
    on, link = timezone.localdate(), [found.pk, code]
    until = found.declined_until_on
    declining = Deed(
        "decline", _("十二个月内不要上门"), "bell-off", reverse("visits:decline", args=link),
        forms.get("decline") or Keyed(),
        note=_("所有走访活动都不再来敲您家的门。别的服务照旧，随时可以改回来。"),
    )  # fmt: skip
    entries = [_entry(one, code, found, forms) for one in queries.log_of(found)[:SHOWN]]
    return Log(
        address=found.address,
        lost=_lost(entries, forms),
        declined_until=until if until is not None and until >= on else None,
        entries=entries,
        ask=_asking(link, forms),
        decline=declining,
        welcome_url=reverse("visits:welcome", args=link),
        welcome_form=forms.get("welcome") or Keyed(),
        report_url=reverse("me:report", args=[found.building.code]),
        track_url=reverse("me:track"),
        vcard_url=reverse("visits:log_vcard", args=link),
        servers=[one.fact for one in cards_serving.of_doors([found], on=on)[0]],
        hotlines=cards_serving.hotlines(found.building),
    )


def _lost(entries: Sequence[Entry], forms: Forms) -> Lost | None:
    """What was written for an entry that is no longer there."""
    known = {deed.name for one in entries for deed in (one.correct, one.forget)}
    for name, form in forms.items():
        if form is not None and name.partition("-")[0] == "correct" and name not in known:
            return Lost(" ".join(form.non_field_errors()), form.data.get("note", ""))
    return None


def _asking(link: list[Any], forms: Forms) -> Deed:
    form = forms.get("ask") or AskForm(auto_id="id_ask_%s")
    note = _("会当作一件诉求办理，给您编号和查询码，到什么时候、由谁来，都看得到。")
    url = reverse("visits:ask", args=link)
    return Deed("ask", pgettext("household", "请人上门"), "door-open", url, form, note=note)


def _entry(one: Visit, code: str, found: Household, forms: Forms) -> Entry:
    link = [found.pk, code, one.pk]
    words = forms.get(f"correct-{one.pk}") or WordsForm(
        auto_id=f"id_{one.pk}_%s", initial={"note": one.note}
    )
    return Entry(
        name=str(one.pk),
        at=one.happened_at,
        outcome=str(Outcome(one.outcome).label),
        campaign=one.call.campaign.title,
        unit=one.call.campaign.unit.name,
        note=one.note,
        is_corrected=one.corrected_at is not None,
        photos=[
            _photo(photo.pk, code, found)
            for photo in one.photos.all()
            if photo.state == PhotoState.READY
        ],
        cases=[need.case.ref for need in one.needs.all()],
        correct=Deed(
            f"correct-{one.pk}", _("改成我自己的话"), "pencil",
            reverse("visits:correct", args=link), words,
        ),
        forget=Deed(
            f"forget-{one.pk}", _("删除这一条"), "trash-2",
            reverse("visits:forget", args=link), forms.get(f"forget-{one.pk}") or Keyed(),
            note=_("写的话、答的问题和照片都会删掉，找不回来；只留下“来过一次”。"),
        ),
    )  # fmt: skip


def _photo(pk: Any, code: str, found: Household) -> Photo:
    url = reverse("visits:log_photo", args=[found.pk, code, pk])
    return Photo(url, _("走访时拍的照片"), f"{url}?size=small")
