"""WeCom's own turn of OAuth 2: the code is not exchanged for a token of the member. The app has
a token of its own, with which it asks whose code it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2Adapter,
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.http import HttpRequest
from django.utils.http import urlencode

API = "https://qyapi.weixin.qq.com/cgi-bin"
BY_QR = "https://login.work.weixin.qq.com/wwlogin/sso/login"
IN_APP = "https://open.weixin.qq.com/connect/oauth2/authorize"


class WeComClient(OAuth2Client):  # type: ignore[misc]  # allauth has no types
    def get_redirect_url(
        self,
        authorization_url: str,
        scope: list[str],  # noqa: ARG002  there is one scope only
        extra_params: Mapping[str, str],
    ) -> str:
        asked = {
            "appid": self.consumer_key,
            "redirect_uri": self.callback_url,
            "state": self.state,
            **extra_params,
        }
        if authorization_url == IN_APP:
            asked |= {"response_type": "code", "scope": "snsapi_base"}
            return f"{IN_APP}?{urlencode(sorted(asked.items()))}#wechat_redirect"
        return f"{BY_QR}?{urlencode(sorted((asked | {'login_type': 'CorpApp'}).items()))}"


class WeComAdapter(OAuth2Adapter):  # type: ignore[misc]  # as above
    provider_id = "wecom"
    client_class = WeComClient
    access_token_url = f"{API}/gettoken"

    @property
    def authorize_url(self) -> str:
        return IN_APP if "wxwork" in self.request.headers.get("User-Agent", "") else BY_QR

    def get_access_token_data(
        self, _request: HttpRequest, app: Any, _client: Any, **_: Any
    ) -> dict[str, Any]:
        secrets = {"corpid": app.client_id, "corpsecret": app.secret}
        return _ask("gettoken", **secrets)

    def complete_login(self, request: HttpRequest, _app: Any, token: Any, **_: Any) -> Any:
        """Raises `OAuth2Error` for somebody who is no member of the corporation."""
        found = _ask("auth/getuserinfo", access_token=token.token, code=request.GET["code"])
        if not found.get("userid"):
            raise OAuth2Error("not a member of the corporation")
        return self.get_provider().sociallogin_from_response(request, {"userid": found["userid"]})


def _ask(path: str, **facts: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        response = session.get(f"{API}/{path}", params=facts)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
    if answer.get("errcode"):
        raise OAuth2Error(f"WeCom says {answer['errcode']}: {answer.get('errmsg', '')}")
    return answer


oauth2_login = OAuth2LoginView.adapter_view(WeComAdapter)
oauth2_callback = OAuth2CallbackView.adapter_view(WeComAdapter)
