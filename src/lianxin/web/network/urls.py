from __future__ import annotations

from django.urls import path

from lianxin.web.network import views

app_name = "network"

urlpatterns = [
    path("", views.people, name="people"),
    path("invite/", views.invite, name="invite"),
    path("seats/<uuid:pk>/end/", views.end_seat, name="end_seat"),
    path("invitations/<uuid:pk>/revoke/", views.revoke, name="revoke"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", views.accept, name="accept"),
    path("invitations/<str:token>/decline/", views.decline, name="decline"),
]
