"""Needs and cases become services, and both become something to be built; and the list of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.cases import policy as cases
from lianxin.cases.actions import enlisting
from lianxin.cases.models import Case
from lianxin.catalogue.actions import converting
from lianxin.exchange import policy
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.build import PLANNED
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Repeated
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User
from lianxin.web import respond
from lianxin.web.exchange import chain_pages as pages
from lianxin.web.exchange import kin
from lianxin.web.exchange.views import WORKING
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.shell.forms import choices_of, rows_of

MOST_OFFERED: Final = 60
SOURCES: Final = tuple(kind.code for kind in KINDS.values() if kind.becomes)


class ConvertForm(Keyed):
    """What it becomes, who offers it, and because of which."""

    kind = forms.ChoiceField(label=gettext_lazy("转成"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    provider = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("由哪个单位提供或建设"), empty_label=None
    )
    sources = forms.MultipleChoiceField(
        label=gettext_lazy("因为这些需求和服务"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("可以选几条一起转。提出的单位和个人会收到消息。"),
    )

    def __init__(
        self, data: Any = None, *, units: Any, offered: Sequence[Listing], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        made = {code for kind in KINDS.values() for code in kind.becomes}
        choices_of(self, "kind").choices = [
            (code, kind.label) for code, kind in KINDS.items() if code in made
        ]
        rows_of(self, "provider").queryset = units
        choices_of(self, "sources").choices = [
            (one.ref, f"{KINDS[one.kind].label}：{one.title}") for one in offered
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def convert(request: respond.StaffRequest) -> HttpResponse:
    """Begin a service or something to be built because of what was needed; it is a draft then."""
    case, offered = _case(request), _offered(request)
    form = _form(request, case, offered, request.POST if request.method == "POST" else None)
    if done := form.attempt(lambda: _convert(request, form, case, offered)):
        respond.tell(request, _("已转好，还是草稿。补齐下面的内容就可以上架。"))
        return redirect("exchange:own", done.made.ref)
    context = pages.Convert(
        form=form,
        case=kin.Relative(_("诉求"), case.subject, reverse("cases:detail", args=[case.ref]))
        if case
        else None,
        url=request.get_full_path(),
        crumbs=[Link(_("需求到建设"), reverse("exchange:chains"))],
    )
    return respond.page(request, "exchange/convert", context, status=form.status)


@transaction.atomic
def _convert(
    request: respond.StaffRequest, form: ConvertForm, case: Case | None, offered: Sequence[Listing]
) -> Listing:
    told, now = form.cleaned_data, timezone.now()
    chosen = [one for one in offered if one.ref in told["sources"]]
    made = converting.convert(
        request.district,
        draft_of(told["kind"], told["title"], told["provider"], chosen, case),
        sources=chosen,
        others=[Thing.of(case)] if case else (),
        by=request.user,
        at=now,
        key=told["key"],
    )
    if case is not None:
        enlist(case, made, by=request.user, key=told["key"])
    return made


def enlist(case: Case, made: Listing, *, by: User, key: UUID) -> None:
    """Whoever raised the case hears of it, once."""
    note = f"{KINDS[made.kind].label}“{made.title}”"
    try:
        enlisting.enlist(case, note=note, by=by, at=timezone.now(), key=uuid5(key, "case"))
    except Repeated:
        return


def draft_of(
    kind: str,
    title: str,
    provider: Organisation | None,
    sources: Sequence[Listing],
    case: Case | None,
) -> Draft:
    """What the sources say already of what is to become of them."""
    first = sources[0] if sources else None
    words = [word for one in sources for word in one.details.get("subjects", ())]
    text = "\n".join(part for part in (one.text for one in sources) if part)
    subjects = list(dict.fromkeys(words))[:30]
    details = {"subjects": subjects} if kind == "SERVICE" else {"progress": PLANNED}
    return Draft(
        kind=kind,
        title=title,
        provider=provider,
        text=text[:4000],
        details=details,
        area=first.area if first else (case.place if case else None),
        place=(first.place if first else None) or (case.place if case else None),
    )


@login_not_required
@require_safe
def came_of(request: respond.Request, ref: str) -> HttpResponse:
    """What a case led to: beside the case, for those who may open it."""
    if not isinstance(request.user, User):
        raise Http404
    visible = cases.visible_to(request.user, on=timezone.localdate())
    found = get_object_or_404(visible.filter(district_id=request.district.pk), ref=ref)
    told = kin.of(request, Thing.of(found))
    standing = cases.Standing(request.user, on=timezone.localdate())
    may = standing.can("enlist", found) and not found.is_confidential
    context = pages.CameOf(
        ref=found.ref,
        became=told.became,
        convert_url=f"{reverse('exchange:convert')}?case={found.ref}" if may else "",
        crumbs=[Link(found.ref, reverse("cases:detail", args=[found.ref]))],
    )
    return respond.page(request, "exchange/came_of", context)


def _form(
    request: respond.StaffRequest, case: Case | None, offered: Sequence[Listing], data: Any
) -> ConvertForm:
    refs = request.GET.getlist("from")
    chosen = [one for one in offered if one.ref in refs]
    first = chosen[0] if chosen else None
    title = first.title if first else (case.subject if case else "")
    is_service = first is not None and first.kind == "SERVICE"
    return ConvertForm(
        data,
        units=_units(request),
        offered=offered,
        initial={
            "title": title,
            "sources": [one.ref for one in chosen],
            "kind": request.GET.get("to") or ("BUILD" if is_service else "SERVICE"),
        },
    )


def _offered(request: respond.StaffRequest) -> list[Listing]:
    """Those that were named, and the newest needs and services that could be joined to them."""
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on).whole()
    refs = [*request.GET.getlist("from"), *request.POST.getlist("sources")][:MOST_OFFERED]
    named = list(visible.filter(ref__in=refs, kind__in=SOURCES))
    newest = visible.public().filter(kind="NEED").exclude(ref__in=refs)
    return [*named, *newest.order_by("-id")[: MOST_OFFERED - len(named)]]


def _units(request: respond.StaffRequest) -> Any:
    on = timezone.localdate()
    units = Organisation.objects.filter(district_id=request.district.pk, is_active=True)
    if not policy.coordinates(request.user, None, on=on):
        units = units.filter(pk__in=policy.units_of(request.user, on=on))
    return units.order_by("name")


def _case(request: respond.StaffRequest) -> Case | None:
    if not (ref := request.GET.get("case")):
        return None
    visible = cases.visible_to(request.user, on=timezone.localdate())
    rows = visible.filter(district_id=request.district.pk, is_confidential=False)
    found: Case = get_object_or_404(rows.select_related("place"), ref=ref)
    return found
