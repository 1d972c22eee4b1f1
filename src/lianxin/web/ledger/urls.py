from __future__ import annotations

from django.urls import path

from lianxin.web.ledger import views

app_name = "ledger"

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("log/", views.log, name="log"),
    path("export/", views.export, name="export"),
    path("import/", views.upload, name="upload"),
    path("import/template.xlsx", views.template, name="template"),
    path("published.csv", views.published, name="published"),
    path("<uuid:pk>/", views.job, name="job"),
    path("<uuid:pk>/progress/", views.progress, name="progress"),
    path("<uuid:pk>/match/", views.match, name="match"),
    path("<uuid:pk>/start/", views.start, name="start"),
    path("<uuid:pk>/stop/", views.stop, name="stop"),
    path("<uuid:pk>/file/", views.download, name="download"),
]
