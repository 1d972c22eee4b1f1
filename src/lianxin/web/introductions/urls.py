from __future__ import annotations

from django.urls import path

from lianxin.web.introductions import deeds, milestones, views

app_name = "introductions"

urlpatterns = [
    path("", views.funnel, name="funnel"),
    path("rows/", views.rows, name="rows"),
    path("rows.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("occasions/", views.occasions, name="occasions"),
    path("occasions/add/", views.add_occasion, name="add_occasion"),
    path("<str:ref>/", views.introduction, name="introduction"),
    path("<str:ref>/say/", deeds.say, name="say"),
    path("<str:ref>/record/", deeds.record, name="record"),
    path("<str:ref>/receive/", deeds.receive, name="receive"),
    path("<str:ref>/correct/", deeds.correct, name="correct"),
    path("<str:ref>/fell-through/", deeds.fall_through, name="fall_through"),
    path("<str:ref>/revive/", deeds.revive, name="revive"),
    path("<str:ref>/plan/", milestones.plan, name="plan"),
    path("<str:ref>/milestones/<uuid:pk>/replan/", milestones.replan, name="replan"),
    path("<str:ref>/milestones/<uuid:pk>/report/", milestones.report, name="report"),
    path("<str:ref>/milestones/<uuid:pk>/accept/", milestones.accept, name="accept"),
    path("<str:ref>/milestones/<uuid:pk>/back/", milestones.send_back, name="send_back"),
    path(
        "<str:ref>/<str:code>/milestones/<uuid:pk>/<str:verb>/",
        milestones.carry_out,
        name="carry_out",
    ),
    path("<str:ref>/<str:code>/", views.saying, name="saying"),
]
