from __future__ import annotations

from django.urls import path

from lianxin.web.questions import views

app_name = "questions"

urlpatterns = [
    path("questions/", views.ask, name="ask"),
]
