from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network import actions, policy
from lianxin.network.models import TokenQuerySet
from lianxin.web import respond
from lianxin.web.parts import Fact
from lianxin.web.tokens import pages
from lianxin.web.tokens.forms import TokenForm

MOST_ENDED = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: respond.StaffRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        return _make(request, at=now)
    return respond.page(request, "tokens/tokens", _tokens_page(request, at=now))


def _make(request: respond.StaffRequest, *, at: datetime) -> HttpResponse:
    """Answers with a page, not elsewhere: the secret is shown this once."""
    secret = ""
    form = TokenForm(request.POST, district=request.district)
    if form.is_valid():
        try:
            secret = actions.make_token(by=request.user, at=at, **form.cleaned_data)
        except Repeated as refusal:  # with a fresh form, whose key is new
            page = _tokens_page(request, at=at)
            return respond.refused(request, "tokens/tokens", page, refusal)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
    shown = _tokens_page(request, at=at, form=None if secret else form, secret=secret)
    return respond.page(request, "tokens/tokens", shown, status=200 if secret else 422)


@require_POST
def revoke(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    token = get_object_or_404(_visible(request, at=now), pk=pk)
    return respond.deed(
        request,
        lambda: actions.revoke_token(token, by=request.user, at=now),
        template="tokens/tokens",
        context=lambda: _tokens_page(request, at=now),
        url=reverse("tokens:tokens"),
        said=_("“%s”已停用，用它的系统马上就不能再调用。") % token.name,
    )


def _visible(request: respond.StaffRequest, *, at: datetime) -> TokenQuerySet:
    found = policy.tokens_visible_to(request.user, request.district, on=timezone.localdate(at))
    return found.select_related("user", "made_by")


def _tokens_page(
    request: respond.StaffRequest,
    *,
    at: datetime,
    form: TokenForm | None = None,
    secret: str = "",
) -> pages.Tokens:
    """Every token that opens something, and the latest of the others."""
    if not policy.can_operate(request.user, request.district.pk, on=timezone.localdate(at)):
        raise PermissionDenied
    visible = _visible(request, at=at).order_by("-made_at", "-pk")
    return pages.Tokens(
        live=[pages.TokenRow.of(token, at=at) for token in visible.live(at=at)],
        ended=[pages.TokenRow.of(token, at=at) for token in visible.ended(at=at)[:MOST_ENDED]],
        form=form or TokenForm(district=request.district),
        secret=[Fact(_("密钥"), secret)] if secret else [],
    )
