from __future__ import annotations

from django.urls import path

from lianxin.web.outbox import replaying, views

app_name = "outbox"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<uuid:pk>/read/", views.read, name="read"),
    path("operator/outbox/", views.failures, name="failures"),
    path("operator/channels/", views.channels, name="channels"),
    path("operator/channels/groups/", views.add_group, name="add_group"),
    path("operator/channels/groups/<uuid:pk>/", views.switch_group, name="switch_group"),
    path("operator/channels/endpoints/", views.add_endpoint, name="add_endpoint"),
    path("operator/channels/endpoints/<uuid:pk>/", views.switch_endpoint, name="switch_endpoint"),
    path("operator/channels/endpoints/<uuid:pk>/events/", replaying.events, name="events"),
    path("operator/channels/endpoints/<uuid:pk>/replay/", replaying.replay, name="replay"),
    path("operator/channels/endpoints/<uuid:pk>/secret/", replaying.renew, name="renew"),
    path("operator/channels/events/<uuid:pk>/resend/", replaying.resend, name="resend"),
    path("operator/outbox/<uuid:pk>/retry/", views.retry, name="retry"),
    path("operator/outbox/tasks/<uuid:pk>/retry/", views.retry_task, name="retry_task"),
]
