from __future__ import annotations

from django.urls import path

from lianxin.bots.chat import views

app_name = "chat"

urlpatterns = [
    path("wecom/", views.wecom, name="wecom"),
    path("dingtalk/", views.ding, name="dingtalk"),
]
