from __future__ import annotations

from django.urls import path

from lianxin.web.town import views

app_name = "town"

urlpatterns = [
    path("", views.home, name="home"),
    path("published/", views.published, name="published"),
    path("published/<str:ref>/", views.published_case, name="published_case"),
    path("find/", views.find, name="find"),
    path("units/", views.units, name="units"),
    path("cards/", views.cards, name="cards"),
    path("cards/<slug:place>/", views.card, name="card"),
]
