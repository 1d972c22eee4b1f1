"""What everybody may read of bodies; signing up, confirming, and a member's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.bodies import links, policy, queries
from lianxin.bodies.actions import electing, joining
from lianxin.bodies.models import Body, Election, Member, SignUp
from lianxin.bodies.states import JOINED, BodyKind
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.web import acting, pacing, respond
from lianxin.web.bodies import mapped, town_build
from lianxin.web.bodies.forms import JoinForm
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.respond import Request

MOST = 5  # an hour, to one address


@login_not_required
@require_safe
def town(request: Request) -> HttpResponse:
    return respond.page(request, "bodies/town", town_build.town(request))


@login_not_required
@require_safe
def shapes(request: Request) -> HttpResponse:
    """The district, and where its bodies are, for the map."""
    kind = request.GET.get("kind", "")
    told = mapped.collection(request.district, kind if kind in BodyKind.values else "")
    answer = JsonResponse(told, content_type="application/geo+json")
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@login_not_required
@require_safe
def known(request: Request, ref: str) -> HttpResponse:
    return respond.page(request, "bodies/known", town_build.known(request, _body(request, ref)))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, ref: str) -> HttpResponse:
    """Sign up by address, or join at once with one's own account."""
    body, user = _body(request, ref), _user(request)
    if body.kind not in JOINED or (user is None and body.kind == BodyKind.GROUP):
        raise Http404
    is_sent = request.method == "POST"
    form = JoinForm(request.POST if is_sent else None, is_known=user is not None)
    if is_sent and form.is_valid():
        try:
            return _joined(request, body, form, user)
        except Refusal as refusal:
            form.refuse(refusal)
    context = town_build.join(body, form, is_known=user is not None)
    return respond.page(request, "bodies/join", context, status=422 if is_sent else 200)


def _joined(request: Request, body: Body, form: JoinForm, user: User | None) -> HttpResponse:
    key, now = form.cleaned_data["key"], timezone.now()
    if user is not None:
        told = form.cleaned_data["shown_as"]
        member = joining.join(body, by=user, shown_as=told, at=now, key=key)
        respond.tell(request, _("您已加入。"))
        return redirect(town_build.mine_url(member))
    where = form.person.email or form.person.phone
    pacing.pace(request, where, scope="join", at=now, of_number=MOST)
    waiting = joining.sign_up(body, form.person, at=now, key=key)
    return respond.page(request, "bodies/sent", town_build.sent(body, waiting))


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """Only pressing the button says yes: programs that look through letters open links, too."""
    found = links.find(request.district.pk, token, at=timezone.now())
    if found is None:
        raise Http404
    if isinstance(found, SignUp) and request.method == "POST":
        found = joining.confirm(found, at=timezone.now())
        respond.tell(request, _("您已加入。"))
    if isinstance(found, Member):
        return redirect(town_build.mine_url(found))
    return respond.page(request, "bodies/confirm", town_build.confirm(found, token, Keyed()))


@login_not_required
@private
@require_POST
def decline(request: Request, token: str) -> HttpResponse:
    found = links.find(request.district.pk, token, at=timezone.now())
    if not isinstance(found, SignUp):
        raise Http404
    ref = found.body.ref
    joining.decline(found)
    respond.tell(request, _("已删除您留下的称呼和地址。"))
    return redirect("bodies:known", ref)


@login_not_required
@private
@require_safe
def mine(request: Request, pk: UUID, code: str) -> HttpResponse:
    """A body for one of its members: its groups, its polls, and the way out."""
    return respond.page(request, "bodies/mine", town_build.mine(_member(request, pk, code), {}))


@login_not_required
@private
@require_POST
def leave(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Of a group she comes back to the page of the body that it belongs to."""
    member = _member(request, pk, code)
    parent = member.body.parent
    above = queries.again_in(parent, member) if parent else None
    joining.leave(member, at=timezone.now())
    if above is not None:
        respond.tell(request, _("您已退出“%s”。") % member.body.name)
        return redirect(town_build.mine_url(above))
    respond.tell(request, _("您已退出，留下的称呼和地址已删除。"))
    return redirect("bodies:mine", pk, code)


@login_not_required
@private
@require_POST
def join_group(request: Request, pk: UUID, code: str, ref: str) -> HttpResponse:
    member, group = _member(request, pk, code), _body(request, ref)

    def act(key: UUID) -> None:
        joining.join(group, via=member, at=timezone.now(), key=key)

    form = Keyed(request.POST)
    return _answer(request, member, form, act, name=f"join_{ref}", said=_("已加入小组。"))


@login_not_required
@private
@require_POST
def stand(request: Request, pk: UUID, code: str, poll: UUID) -> HttpResponse:
    member = _member(request, pk, code)
    election = _election(member, poll)

    def act(**told: Any) -> None:
        del told["key"]  # who stands twice stands once
        electing.stand(election, member, **told, at=timezone.now())

    form = town_build.form_of("stand", election, request.POST)
    said = _("已报名参选，成员看得到。")
    return _answer(request, member, form, act, name=f"stand_{poll}", said=said)


@login_not_required
@private
@require_POST
def vote(request: Request, pk: UUID, code: str, poll: UUID) -> HttpResponse:
    member = _member(request, pk, code)
    election = _election(member, poll)

    def act(*, chosen: Any, **_key: Any) -> None:
        electing.vote(election, member, list(chosen), at=timezone.now())

    form = town_build.form_of("vote", election, request.POST)
    said = _("已投票。投给谁没有记录。")
    return _answer(request, member, form, act, name=f"vote_{poll}", said=said)


def _answer(
    request: Request,
    member: Member,
    form: Keyed,
    act: Callable[..., object],
    *,
    name: str,
    said: str,
) -> HttpResponse:
    return acting.answer(
        request,
        form,
        act,
        template="bodies/mine",
        context=lambda again: town_build.mine(member, {name: again}),
        url=town_build.mine_url(member),
        said=said,
    )


def _body(request: Request, ref: str) -> Body:
    found: Body = get_object_or_404(policy.public(request.district.pk).whole(), ref=ref)
    return found


def _election(member: Member, pk: UUID) -> Election:
    rows = Election.objects.filter(district_id=member.district_id, body=member.body_id)
    found: Election = get_object_or_404(rows.select_related("body"), pk=pk)
    return found


def _member(request: Request, pk: UUID, code: str) -> Member:
    """An unknown member and a wrong code are both a 404."""
    rows = Member.objects.filter(district_id=request.district.pk, pk=pk)
    found: Member | None = rows.select_related("body__convener", "body__place", "user").first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    return found


def _user(request: Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None
