from __future__ import annotations

from django.urls import path

from lianxin.web.shell import views

app_name = "shell"
urlpatterns = [
    path("look/", views.look, name="look"),
    path("language/", views.language, name="language"),
    path("offline/", views.offline, name="offline"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health/", views.health, name="health"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("parts/", views.parts, name="parts"),
]
