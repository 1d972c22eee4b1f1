from __future__ import annotations

from django.urls import path

from lianxin.web.understanding import views

app_name = "understanding"

urlpatterns = [
    path("", views.model, name="model"),
    path("train/", views.train, name="train"),
    path("rules/", views.rules, name="rules"),
    path("trial/", views.trial, name="trial"),
]
