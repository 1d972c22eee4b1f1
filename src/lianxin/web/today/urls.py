from __future__ import annotations

from django.urls import path

from lianxin.web.today import views

app_name = "today"

urlpatterns = [
    path("", views.home, name="home"),
    path("accept/<str:ref>/", views.accept, name="accept"),
    path("shifts/<uuid:pk>/check/", views.check, name="check"),
]
