from __future__ import annotations

from django.urls import path

from lianxin.web.outside import views

app_name = "outside"

urlpatterns = [
    path("<uuid:pk>/<str:code>/", views.reply, name="reply"),
]
