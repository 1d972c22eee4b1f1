"""The collections of one's units: begun, filled, published, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.catalogue import policy
from lianxin.catalogue.actions import collecting
from lianxin.catalogue.actions.collecting import Told
from lianxin.catalogue.models import Collection, CollectionItem
from lianxin.exchange.kinds import choices
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation
from lianxin.web import respond
from lianxin.web.exchange.mine import build, pages
from lianxin.web.exchange.mine.forms import MOMENT
from lianxin.web.exchange.mine.views import WORKING
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.shell.forms import choices_of

FAIR = ("starts_at", "ends_at", "address", "live_url")
BOTH = require_http_methods(["GET", "HEAD", "POST"])


class CollectionForm(Keyed):
    unit = forms.ChoiceField(label=gettext_lazy("哪个单位发布"))
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea
    )
    q = forms.CharField(
        label=gettext_lazy("自动收进含有这些词的"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("可以空着，一条一条挑。"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("自动收进这一种的"), required=False)

    starts_at = forms.DateTimeField(
        label=gettext_lazy("招聘会或直播什么时候开始"),
        required=False,
        help_text=gettext_lazy("办一场招聘会、直播带岗才填；平常的专题空着。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("什么时候结束"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    address = forms.CharField(label=gettext_lazy("在哪里办"), required=False, max_length=200)
    live_url = forms.URLField(
        label=gettext_lazy("直播地址"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=gettext_lazy("从直播平台复制，以 https:// 开头。"),
    )

    def __init__(self, *args: Any, units: list[Organisation] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "kind").choices = [("", _("不限")), *choices()]
        if units is None:
            del self.fields["unit"]
        else:
            choices_of(self, "unit").choices = [(str(one.pk), one.name) for one in units]

    def told(self) -> Told:
        data = self.cleaned_data
        asked = {name: data[name] for name in ("q", "kind") if data[name]}
        fair = {name: data[name] for name in FAIR}
        return Told(data["title"], data["text"], asked, **fair)


@BOTH
@holding(*WORKING)
def collecting_all(request: respond.StaffRequest) -> HttpResponse:
    """One's collections, and the form to begin another."""
    units = list(_units(request))
    if request.method != "POST":
        return _all(request, CollectionForm(units=units) if units else None)
    form = CollectionForm(request.POST, units=units)
    if not form.is_valid():
        return _all(request, form, status=422)
    unit = next(one for one in units if str(one.pk) == form.cleaned_data["unit"])
    try:
        made = collecting.begin(
            unit, form.told(), by=request.user, at=timezone.now(), key=form.cleaned_data["key"]
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _all(request, form, status=respond.status_of(refusal))
    return redirect("exchange:collecting_one", made.pk)


@BOTH
@holding(*WORKING)
def collecting_one(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Fill and publish one: `verb` says what is done."""
    mine = get_object_or_404(_mine(request), pk=pk)
    if request.method != "POST":
        return _one(request, mine, _form(mine))
    form = _form(mine, request.POST) if request.POST.get("verb") == "edit" else _form(mine)
    if form.is_bound and not form.is_valid():
        return _one(request, mine, form, status=422)
    try:
        told = _do(request, mine, form)
    except Refusal as refusal:
        if form.is_bound:
            form.refuse(refusal)
        status, ref = respond.status_of(refusal), request.POST.get("ref", "")
        said = "" if form.is_bound else refusal.message
        return _one(request, mine, form, ref=ref, refused=said, status=status)
    respond.tell(request, told)
    return redirect("exchange:collecting_one", mine.pk)


@require_POST
@holding(*WORKING)
def uncollect(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    items = CollectionItem.objects.filter(
        district_id=request.district.pk, collection__in=_mine(request).values("pk")
    )
    item = get_object_or_404(items.select_related("collection__provider__place"), pk=pk)
    collecting.drop(item, by=request.user, at=timezone.now())
    respond.tell(request, _("已移出专题。"))
    return redirect("exchange:collecting_one", item.collection_id)


def _do(request: respond.StaffRequest, mine: Collection, form: CollectionForm) -> str:
    by, at, verb = request.user, timezone.now(), request.POST.get("verb", "")
    if verb == "edit":
        collecting.edit(mine, form.told(), by=by, at=at)
        return _("已保存。")
    if verb == "add":
        item = collecting.add(mine, request.POST.get("ref", ""), by=by, at=at)
        return _("挑进了“%s”。") % item.listing.title
    if verb == "end":
        collecting.end(mine, by=by, at=at)
        return _("已停止展示。")
    collecting.publish(mine, by=by, at=at)
    return _("已发布，关注的人会收到以后添的。")


def _units(request: respond.StaffRequest) -> QuerySet[Organisation]:
    return policy.units_of(request.user, on=timezone.localdate())


def _mine(request: respond.StaffRequest) -> QuerySet[Collection]:
    every = Collection.objects.filter(
        district_id=request.district.pk, provider__in=_units(request).values("pk")
    )
    found: QuerySet[Collection] = every.select_related("provider__place")
    return found


def _form(mine: Collection, data: Any = None) -> CollectionForm:
    told = {name: getattr(mine, name) for name in ("title", "text", *FAIR)} | mine.asked
    return CollectionForm(data, units=None, initial=told)


def _all(
    request: respond.StaffRequest, form: CollectionForm | None, *, status: int = 200
) -> HttpResponse:
    found = _mine(request).order_by("-pk")[:100]
    page = pages.Collecting(
        form=form,
        rows=[
            pages.CollectingRow(
                reverse("exchange:collecting_one", args=[one.pk]),
                one.title,
                one.provider.name,
                _state(one),
            )
            for one in found
        ],
        crumbs=build.crumbs(),
    )
    return respond.page(request, "exchange/mine/collecting_all", page, status=status)


def _one(
    request: respond.StaffRequest,
    mine: Collection,
    form: CollectionForm,
    *,
    ref: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    items = CollectionItem.objects.filter(district_id=mine.district_id, collection=mine)
    shown = items.select_related("listing").order_by("-added_at", "-pk")
    page = pages.CollectingOne(
        title=mine.title,
        state=_state(mine),
        is_public=mine.is_public,
        url=reverse("exchange:collection", args=[mine.pk]) if mine.is_public else "",
        here=reverse("exchange:collecting_one", args=[mine.pk]),
        form=form,
        ref=ref,
        refused=refused,
        items=[
            pages.Listed(
                f"{one.listing.ref} {one.listing.title}",
                reverse("exchange:uncollect", args=[one.pk]),
            )
            for one in shown
        ],
        crumbs=[*build.crumbs(), Link(_("专题"), reverse("exchange:collecting_all"))],
    )
    return respond.page(request, "exchange/mine/collecting", page, status=status)


def _state(one: Collection) -> str:
    if one.is_public:
        return _("已发布")
    return _("已停止") if one.ended_at else _("草稿")
