"""Where WeCom and DingTalk knock. No session, no cookie: the signature says who calls."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.http.response import Http404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.bots.chat import channels, dingtalk, talk, words
from lianxin.bots.chat import wecom as sealing
from lianxin.bots.chat.channels import NotSetUp
from lianxin.bots.chat.said import Forged
from lianxin.network.request import DistrictRequest

View = Callable[[DistrictRequest], HttpResponse]
XML = "application/xml; charset=utf-8"


def _door(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """404 where the district has no such bot, 403 for what the chat did not sign."""

    @csrf_exempt
    @login_not_required
    def serve(request: DistrictRequest) -> HttpResponse:
        try:
            return view(request)
        except NotSetUp as error:
            raise Http404 from error
        except Forged:
            return HttpResponseForbidden()

    return serve  # type: ignore[return-value]  # the middleware has made it a DistrictRequest


@_door
@require_http_methods(["GET", "POST"])
def wecom(request: DistrictRequest) -> HttpResponse:
    """GET: WeCom asks whether the address is ours. POST: somebody wrote."""
    keys, at = channels.wecom(request.district.slug), timezone.now()
    is_message = request.method == "POST"
    told = request.GET
    cipher_text = sealing.encrypted_part(request.body) if is_message else told.get("echostr", "")
    sealing.require_signed(
        keys,
        signature=told.get("msg_signature", ""),
        timestamp=told.get("timestamp", ""),
        nonce=told.get("nonce", ""),
        cipher_text=cipher_text,
        at=at,
    )
    message = sealing.opened(keys, cipher_text)
    if is_message:
        return HttpResponse(_wecom_answer(request, keys, message), content_type=XML)
    if message.lstrip().startswith("<"):
        raise Forged("a message is not told back")
    return HttpResponse(message, content_type="text/plain; charset=utf-8")


def _wecom_answer(request: DistrictRequest, keys: channels.WeCom, message: str) -> bytes:
    """b"" to an event that calls for no words."""
    at, said = timezone.now(), sealing.said(message)
    if said:
        text = talk.answer(request.district, said, at=at)
    elif sealing.is_greeting(message):
        text = words.help_text()
    else:
        return b""
    return sealing.reply(keys, message, text, at=at)


@_door
@require_POST
def ding(request: DistrictRequest) -> HttpResponse:
    keys, at = channels.dingtalk(request.district.slug), timezone.now()
    dingtalk.require_signed(
        keys,
        timestamp=request.headers.get("timestamp", ""),
        signature=request.headers.get("sign", ""),
        at=at,
    )
    said = dingtalk.said(keys, request.body)
    text = talk.answer(request.district, said, at=at) if said else words.only_text()
    return JsonResponse(dingtalk.reply(text), json_dumps_params={"ensure_ascii": False})
