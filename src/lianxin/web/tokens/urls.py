from __future__ import annotations

from django.urls import path

from lianxin.web.tokens import views

app_name = "tokens"

urlpatterns = [
    path("operator/tokens/", views.tokens, name="tokens"),
    path("operator/tokens/<uuid:pk>/revoke/", views.revoke, name="revoke"),
]
