from __future__ import annotations

from django.urls import path

from lianxin.web.partner import views

app_name = "partner"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("accept/", views.accept, name="accept"),
    path("hand/<str:ref>/", views.hand, name="hand"),
]
