from __future__ import annotations

from django.urls import path

from lianxin.api.ical import views

app_name = "ical"

urlpatterns = [
    path("own/<str:secret>.ics", views.own, name="own"),
    path("orders/<str:ref>/<str:code>.ics", views.order, name="order"),
    path("events.ics", views.all_events, name="all_events"),
    path("events/<slug:code>.ics", views.event_series, name="event_series"),
    path("listings/<str:ref>.ics", views.listing, name="listing"),
    path("meetings/<str:code>.ics", views.meetings, name="meetings"),
    path("places/<str:code>.ics", views.place, name="place"),
]
