from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("lianxin.web.account.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("lianxin.web.network.urls")),
    path("", include("lianxin.web.shell.urls")),
]
