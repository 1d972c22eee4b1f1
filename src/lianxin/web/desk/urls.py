from __future__ import annotations

from django.urls import path

from lianxin.web.desk import bulletins, views

app_name = "desk"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("rows/", views.rows, name="rows"),
    path("cases/<str:ref>/", views.case, name="case"),
    path("assign/<str:ref>/", views.assign, name="assign"),
    path("merge/<str:ref>/", views.merge, name="merge"),
    path("bulletins/new/", bulletins.new_bulletin, name="new_bulletin"),
    path("bulletins/<uuid:pk>/", bulletins.bulletin, name="bulletin"),
    path("register/", views.register, name="register"),
    path("register/look-up/", views.look_up, name="look_up"),
    path("meeting/", views.meeting, name="meeting"),
    path("extensions/", views.extensions, name="extensions"),
    path("shapes.geojson", views.shapes, name="shapes"),
]
