from __future__ import annotations

from django.urls import path

from lianxin.web.mediation import views

app_name = "mediation"

urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:pk>/agreement/", views.agreement, name="agreement"),
    path("<uuid:pk>/<str:code>/", views.party, name="party"),
]
