from __future__ import annotations

from collections.abc import Mapping

from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from lianxin.network.wecom.views import WeComAdapter


class WeComProvider(OAuth2Provider):  # type: ignore[misc]  # allauth has no types
    id = "wecom"
    name = "企业微信"
    account_class = ProviderAccount
    oauth2_adapter_class = WeComAdapter

    def extract_uid(self, data: Mapping[str, str]) -> str:
        """A member's id is unique in the corporation only."""
        return f"{self.app.client_id}:{data['userid']}"

    def extract_common_fields(self, data: Mapping[str, str]) -> dict[str, str]:
        return {"username": data["userid"]}


provider_classes = [WeComProvider]
