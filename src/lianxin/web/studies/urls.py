from __future__ import annotations

from django.urls import path

from lianxin.web.studies import (  # noqa: F401  chain_steps and kinds make themselves known
    chain_steps,
    deeds,
    kinds,
    town,
    views,
)

app_name = "studies"

urlpatterns = [
    path("", views.home, name="home"),
    path("studies.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("town/", town.library, name="library"),
    path("town/feed.atom", town.feed, name="feed"),
    path("town/<str:ref>/", town.known, name="known"),
    path("town/<str:ref>/seen.xlsx", town.known_seen, name="known_seen"),
    path("town/<str:ref>/<uuid:pk>/", town.paper, name="paper"),
    path("<str:ref>/", views.study, name="study"),
    path("<str:ref>/invite/", deeds.invite, name="invite"),
    path("<str:ref>/begin/", deeds.begin, name="begin"),
    path("<str:ref>/report/", deeds.report, name="report"),
    path("<str:ref>/send-back/", deeds.send_back, name="send_back"),
    path("<str:ref>/answer/", deeds.answer, name="answer"),
    path("<str:ref>/publish/", deeds.publish, name="publish"),
    path("<str:ref>/unpublish/", deeds.unpublish, name="unpublish"),
    path("<str:ref>/drop/", deeds.drop, name="drop"),
    path("<str:ref>/promise/", deeds.promise, name="promise"),
    path("<str:ref>/note/", deeds.note, name="note"),
    path("<str:ref>/strike/", deeds.strike, name="strike"),
    path("<str:ref>/seen.xlsx", views.seen, name="seen"),
    path("<str:ref>/<uuid:pk>/", views.document, name="document"),
    path("<str:ref>/<uuid:pk>/consent/", deeds.consent, name="consent"),
    path("<str:ref>/<uuid:pk>/decline/", deeds.decline, name="decline"),
]
