"""What everybody reads of meetings, a topic handed in, and an invitation answered by its link."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.following import actions as following
from lianxin.gatherings import minutes as written
from lianxin.gatherings import policy, queries
from lianxin.gatherings.actions import agenda, coming
from lianxin.gatherings.actions.agenda import Proposal
from lianxin.gatherings.models import Attendee, Meeting, Series
from lianxin.kernel import privacy
from lianxin.network.models import User
from lianxin.web import acting, pacing, respond
from lianxin.web.gatherings import town_build
from lianxin.web.gatherings.forms import AnswerForm, SubmitForm
from lianxin.web.gatherings.views import TYPES, as_file
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.respond import Request


@login_not_required
@require_safe
def town(request: Request) -> HttpResponse:
    return respond.page(request, "gatherings/town", town_build.town(request))


@login_not_required
@require_safe
def town_series(request: Request, code: str) -> HttpResponse:
    context = town_build.series(request, _series(request, code))
    return respond.page(request, "gatherings/town_series", context)


@login_not_required
@require_safe
def town_meeting(request: Request, code: str, ref: str) -> HttpResponse:
    context = town_build.meeting(request, _known(request, code, ref))
    return respond.page(request, "gatherings/town_meeting", context)


@login_not_required
@require_safe
def town_minutes(request: Request, code: str, ref: str, form: str) -> HttpResponse:
    """The minutes for everybody, once they are out."""
    one, now = _known(request, code, ref), timezone.now()
    if form not in TYPES or not policy.decided(request.district.pk).filter(pk=one.pk).exists():
        raise Http404
    made = _("公开版，不含个人信息")
    return as_file(written.of(one, made=made, at=now, is_public=True), one, form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, code: str) -> HttpResponse:
    """Anybody hands a topic in; who leaves an address hears what becomes of it."""
    one, user, now = _series(request, code), _user(request), timezone.now()
    form = SubmitForm(
        request.POST if request.method == "POST" else None, is_known=user is not None
    )

    def act() -> None:
        told = form.cleaned_data
        pacing.pace(request, "", scope="topic", at=now)
        about = Proposal(told["title"], told["text"])
        made = agenda.submit(one, about, user=user, at=now, key=told["key"])
        if email := told.get("email"):
            following.follow_by_mail(made, email=email, at=now, language=get_language() or "")

    if form.attempt(act) is None:
        context = town_build.submit(one, form)
        return respond.page(request, "gatherings/submit", context, status=form.status)
    respond.tell(request, _("议题已交给会务。列入哪次会议、结果怎样，都在这一页公布。"))
    return redirect("gatherings:town_series", code)


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def rsvp(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Whether she comes, by the link of her invitation."""
    one = _invited(request, pk, code)
    if request.method != "POST":
        return respond.page(request, "gatherings/rsvp", town_build.invitation(one, code))
    form = AnswerForm(request.POST)

    def act(**told: str) -> None:
        coming.answer(
            one, told["answer"], code=code, deputy=told["deputy"], note=told["note"],
            at=timezone.now(),
        )  # fmt: skip

    return acting.answer(
        request, form, act, template="gatherings/rsvp",
        context=lambda again: town_build.invitation(_invited(request, pk, code), code, again),
        url=request.path, said=_("已回复。会前可以再改。"),
    )  # fmt: skip


@login_not_required
@private
@require_POST
def sign_in(request: Request, pk: UUID, code: str) -> HttpResponse:
    """She is there."""
    one = _invited(request, pk, code)
    return acting.answer(
        request, Keyed(request.POST),
        lambda **_told: coming.sign_in(one, code=code, at=timezone.now()),
        template="gatherings/rsvp",
        context=lambda again: town_build.invitation(
            _invited(request, pk, code), code, sign_form=again
        ),
        url=town_build.rsvp_url(one, code), said=_("已签到。"),
    )  # fmt: skip


def _series(request: Request, code: str) -> Series:
    found = queries.series_coded(request.district.pk, code)
    if found is None or not found.is_public or not found.is_active:
        raise Http404
    return found


def _known(request: Request, code: str, ref: str) -> Meeting:
    rows = policy.public(request.district.pk).whole()
    found: Meeting = get_object_or_404(rows, ref=ref, series__code=code)
    return found


def _invited(request: Request, pk: UUID, code: str) -> Attendee:
    rows = Attendee.objects.filter(district_id=request.district.pk, pk=pk)
    found: Attendee | None = rows.select_related("unit", "user").first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    whole = Meeting.objects.filter(district_id=found.district_id).whole()
    found.meeting = whole.get(pk=found.meeting_id)
    return found


def _user(request: Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None
