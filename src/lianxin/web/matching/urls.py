from __future__ import annotations

from django.urls import path

from lianxin.web.matching import calls, mine, rounds, views

app_name = "matching"

urlpatterns = [
    path("", views.home, name="home"),
    path("hide/", views.hide, name="hide"),
    path("restore/", views.restore, name="restore"),
    path("introduce/", views.introduce, name="introduce"),
    path("cases/<str:ref>/", views.for_case, name="for_case"),
    path("posts/<str:ref>/offer/", views.offer_post, name="offer_post"),
    path("me/", mine.profile, name="profile"),
    path("me/forget/", mine.forget, name="forget"),
    path("me/alerts/", mine.alerts, name="alerts"),
    path("firms/<slug:code>/", mine.firm, name="firm"),
    path("needs/<str:ref>/invite/", calls.invite, name="invite"),
    path("calls/<uuid:pk>/", calls.call, name="call"),
    path("calls/<uuid:pk>/end/", calls.end_call, name="end_call"),
    path("invited/<str:token>/", calls.invited, name="invited"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.open_round, name="open_round"),
    path("rounds/<uuid:pk>/", rounds.one_round, name="one_round"),
    path("rounds/<uuid:pk>/wish/", rounds.wish, name="wish"),
    path("rounds/<uuid:pk>/publish/", rounds.publish, name="publish"),
]
