"""What a partner without an account sees and does by the link of a letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import throttle
from lianxin.kernel.refusals import NotAllowed
from lianxin.partnering import links, queries, terms
from lianxin.partnering.actions import linked
from lianxin.partnering.actions.words import in_words
from lianxin.partnering.links import Asked, Does, Standing
from lianxin.partnering.states import Party
from lianxin.web import acting, respond
from lianxin.web.address import client_address
from lianxin.web.me.forms import Keyed
from lianxin.web.partnering import build, detail, pages
from lianxin.web.partnering.forms import DisputeForm, RemarkForm, SeenForm, WordForm
from lianxin.web.parts import Deed, Fact
from lianxin.web.private import private
from lianxin.web.respond import Request

PAGE: Final = "partnering/by_link"
TRIES, QUARTER = 20, timedelta(minutes=15)


@login_not_required
@private
@require_safe
def by_link(request: Request, token: str) -> HttpResponse:
    """Programs that look at letters open every link: only a POST does anything."""
    asked, now = _asked(request, token), timezone.now()
    return respond.page(request, PAGE, _page(asked, token, {}, at=now))


def _deed(
    name: str, form: type[Keyed], act: Callable[..., object], said: str | Promise
) -> Callable[..., HttpResponseBase]:
    """The view of one deed; another tap on the same button is once."""

    @login_not_required
    @private
    @require_POST
    def view(request: Request, token: str) -> HttpResponse:
        asked, now = _asked(request, token), timezone.now()

        def do(**told: Any) -> None:
            throttle.hit("outside", client_address(request), limit=TRIES, per=QUARTER, at=now)
            act(asked, **told, at=now)

        return acting.answer(
            request,
            form(request.POST, auto_id=f"id_{name}_%s"),
            do,
            template=PAGE,
            context=lambda again: _page(_asked(request, token), token, {name: again}, at=now),
            url=reverse("partnering:by_link", args=[token]),
            said=str(said),
        )

    view.__name__ = name
    return view


link_sign = _deed("link_sign", SeenForm, linked.sign, _("已签，谢谢。"))
link_remark = _deed(
    "link_remark", RemarkForm, linked.remark, _("已转告对方，改好以后会再发给您。")
)
link_confirm = _deed("link_confirm", Keyed, linked.confirm, _("已确认，谢谢。"))
link_dispute = _deed(
    "link_dispute", DisputeForm, linked.dispute, _("已记下异议，对方会收到消息。")
)
link_say = _deed("link_say", WordForm, linked.say, _("已记下，对方会收到消息。"))


def _asked(request: Request, token: str) -> Asked:
    try:
        return links.read(token, request.district.pk)
    except NotAllowed as refusal:
        raise Http404 from refusal


def _page(asked: Asked, token: str, forms: dict[str, Any], *, at: datetime) -> pages.ByLink:
    one, on = asked.agreement, timezone.localdate(at)
    standing = links.standing(asked, at=at)
    accounts = queries.settlement(one, on=on)
    word = queries.word_of(one, Party.PARTNER, at=asked.asked_at)
    return pages.ByLink(
        does=asked.does.value,
        standing=standing.value,
        ref=one.ref,
        title=one.title,
        host=one.host.name,
        partner=one.partner.name,
        name=asked.reach.name,
        until=asked.until,
        text=one.text if asked.does == Does.SIGN else "",
        handed=_handed(asked),
        said=f"{word.get_wish_display()} {word.text}".strip() if word else "",
        facts=detail.facts(one) if asked.does != Does.CONFIRM else [],
        sides=build.sides(one, accounts, on=on) if asked.does != Does.CONFIRM else [],
        is_settled=bool(accounts),
        deeds=_deeds(asked, token, forms) if standing == Standing.OPEN else [],
        public_url=reverse("partnering:kept", args=[one.ref]) if accounts else "",
    )


def _handed(asked: Asked) -> list[Fact]:
    handover = asked.handover
    if handover is None:
        return []
    term = terms.load(asked.agreement.terms)[handover.term - 1]
    told = [
        Fact(str(_("什么")), in_words(handover)),
        Fact(str(_("谁提供")), asked.agreement.unit_of(term.giver).name),
        Fact(str(_("日期")), handover.given_on.isoformat()),
    ]
    return [*told, Fact(str(_("说明")), handover.note)] if handover.note else told


def _deeds(asked: Asked, token: str, forms: dict[str, Any]) -> list[Deed]:
    def deed(name: str, label: Any, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"partnering:{name}", args=[token])
        return Deed(name, str(label), icon, url, forms.get(name) or form, is_main)

    if asked.does == Does.SIGN:
        seen = SeenForm(initial={"seen": asked.agreement.seq}, auto_id="id_link_sign_%s")
        remark = RemarkForm(auto_id="id_link_remark_%s")
        return [
            deed("link_sign", _("签署"), "signature", seen, is_main=True),
            deed("link_remark", _("有地方要改"), "pencil", remark),
        ]
    if asked.does == Does.CONFIRM:
        dispute = DisputeForm(auto_id="id_link_dispute_%s")
        return [
            deed("link_confirm", _("确认收到"), "circle-check", Keyed(), is_main=True),
            deed("link_dispute", _("不对，提出异议"), "circle-x", dispute),
        ]
    word = WordForm(auto_id="id_link_say_%s")
    return [deed("link_say", _("就这样说"), "check", word, is_main=True)]
