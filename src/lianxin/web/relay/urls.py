from __future__ import annotations

from django.urls import path

from lianxin.web.relay import views

app_name = "relay"

urlpatterns = [
    path("", views.relay, name="relay"),
    path("<str:ref>/", views.slip, name="slip"),
]
