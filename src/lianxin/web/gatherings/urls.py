from __future__ import annotations

from django.urls import path

from lianxin.web.gatherings import (  # noqa: F401  chain_steps and kinds make themselves known
    chain_steps,
    deeds,
    kinds,
    proposing,
    public,
    views,
)

app_name = "gatherings"

urlpatterns = [
    path("", views.home, name="home"),
    path("propose/", proposing.propose, name="propose"),
    path("series/new/", views.new, name="new"),
    path("series/<str:code>/", views.series, name="series"),
    path("series/<str:code>/<str:verb>/", deeds.series_deed, name="series_deed"),
    path("topics/<uuid:pk>/<str:verb>/", deeds.topic_deed, name="topic_deed"),
    path("actions/", views.actions, name="actions"),
    path("actions.xlsx", views.actions_table, name="actions_table"),
    path("resolutions.xlsx", views.resolutions_table, name="resolutions_table"),
    path("actions/<str:ref>/", views.action, name="action"),
    path("actions/<str:ref>/<str:verb>/", deeds.action_deed, name="action_deed"),
    path("rsvp/<uuid:pk>/<str:code>/", public.rsvp, name="rsvp"),
    path("rsvp/<uuid:pk>/<str:code>/here/", public.sign_in, name="sign_in"),
    path("town/", public.town, name="town"),
    path("town/<str:code>/", public.town_series, name="town_series"),
    path("town/<str:code>/topic/", public.submit, name="submit"),
    path("town/<str:code>/<str:ref>/", public.town_meeting, name="town_meeting"),
    path("town/<str:code>/<str:ref>/minutes.<str:form>", public.town_minutes, name="town_minutes"),
    path("<str:ref>/", views.meeting, name="meeting"),
    path("<str:ref>/here/", views.here, name="here"),
    path("<str:ref>/minutes.<str:form>", views.minutes, name="minutes"),
    path("<str:ref>/papers/<uuid:pk>/", views.paper, name="paper"),
    path("<str:ref>/items/<uuid:pk>/<str:verb>/", deeds.item_deed, name="item_deed"),
    path("<str:ref>/<str:verb>/", deeds.meeting_deed, name="meeting_deed"),
]
