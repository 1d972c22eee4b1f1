from __future__ import annotations

from django.urls import path

from lianxin.web.me import (
    answers,
    chain_steps,  # noqa: F401  by it chains learn of cases
    hearing,
    own,
    similar,
    views,
)

app_name = "me"

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/similar/", similar.similar, name="similar"),
    path("report/answers/", answers.answers, name="answers"),
    path("report/answers/<str:ref>/solved/", answers.solved, name="solved"),
    path("report/answers/<str:ref>/thanks/", answers.thanks, name="thanks"),
    path("r/<slug:place>/", views.report, name="report"),
    path("track/", views.track, name="track"),
    path("track/<str:ref>/<str:code>/", views.case, name="case"),
    path("track/<str:ref>/<str:code>/supply/", views.supply, name="supply"),
    path("track/<str:ref>/<str:code>/urge/", views.urge, name="urge"),
    path("track/<str:ref>/<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("track/<str:ref>/<str:code>/agree/", views.agree, name="agree"),
    path("track/<str:ref>/<str:code>/forbid/", views.forbid, name="forbid"),
    path("track/<str:ref>/<str:code>/hear/", hearing.hear, name="hear"),
    path("track/<str:ref>/<str:code>/photos/<uuid:pk>/", views.photo, name="photo"),
    path("my-data/", own.data, name="data"),
    path("my-data/export.json", own.export_data, name="export_data"),
    path("my-data/erase/", own.erase_data, name="erase_data"),
    path("rate/<str:ref>/<str:code>/", views.rate, name="rate"),
]
