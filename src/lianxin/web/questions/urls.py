from __future__ import annotations

from django.urls import path

from lianxin.web.questions import views

app_name = "questions"

urlpatterns = [
    path("questions/", views.ask, name="ask"),
    path("operator/forms/", views.forms, name="forms"),
    path("operator/forms/put/", views.put, name="put"),
    path("operator/forms/<uuid:pk>/", views.sheet, name="sheet"),
]
