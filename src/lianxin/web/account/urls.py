from __future__ import annotations

from django.urls import path

from lianxin.web.account import views

app_name = "account"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("begin/", views.begin, name="begin"),
    path("calendar/", views.calendar, name="calendar"),
    path("seats/<uuid:pk>/leave/", views.leave, name="leave"),
]
