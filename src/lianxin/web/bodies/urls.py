from __future__ import annotations

from django.urls import path

from lianxin.web.bodies import badges, deeds, kinds, public, views  # noqa: F401  kinds makes itself known

app_name = "bodies"
MEMBER = "town/member/<uuid:pk>/<str:code>/"

urlpatterns = [
    path("", views.home, name="home"),
    path("bodies.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("members.xlsx", views.template, name="template"),
    path("points/", views.points, name="points"),
    path("points/<uuid:pk>/end/", views.end_point, name="end_point"),
    path("badges/", badges.badges, name="badges"),
    path("badges/badges.xlsx", badges.badges_xlsx, name="badges_xlsx"),
    path("badges/give/", badges.give_badge, name="give_badge"),
    path("badges/<uuid:pk>/end/", badges.end_badge, name="end_badge"),
    path("town/", public.town, name="town"),
    path("town/shapes.geojson", public.shapes, name="shapes"),
    path("town/confirm/<str:token>/", public.confirm, name="confirm"),
    path("town/confirm/<str:token>/decline/", public.decline, name="decline"),
    path(MEMBER, public.mine, name="mine"),
    path(f"{MEMBER}leave/", public.leave, name="leave"),
    path(f"{MEMBER}groups/<str:ref>/", public.join_group, name="join_group"),
    path(f"{MEMBER}polls/<uuid:poll>/stand/", public.stand, name="stand"),
    path(f"{MEMBER}polls/<uuid:poll>/vote/", public.vote, name="vote"),
    path("town/<str:ref>/", public.known, name="known"),
    path("town/<str:ref>/join/", public.join, name="join"),
    path("<str:ref>/", views.body, name="body"),
    path("<str:ref>/members.xlsx", views.members, name="members"),
    path("<str:ref>/bring-in/", views.bring_in, name="bring_in"),
    path("<str:ref>/roster.xlsx", views.roster, name="roster"),
    path("<str:ref>/change/", deeds.change, name="change"),
    path("<str:ref>/end/", deeds.end, name="end"),
    path("<str:ref>/admit/", deeds.admit, name="admit"),
    path("<str:ref>/appoint/", deeds.appoint, name="appoint"),
    path("<str:ref>/invite/", deeds.invite, name="invite"),
    path("<str:ref>/lay/", deeds.lay, name="lay"),
    path("<str:ref>/call/", deeds.call, name="call"),
    path("<str:ref>/units/<uuid:pk>/release/", deeds.release, name="release"),
    path("<str:ref>/members/<uuid:pk>/dismiss/", deeds.dismiss, name="dismiss"),
    path("<str:ref>/terms/<uuid:pk>/pledge/", deeds.pledge, name="pledge"),
    path("<str:ref>/terms/<uuid:pk>/report/", deeds.report, name="report"),
    path("<str:ref>/terms/<uuid:pk>/close/", deeds.close, name="close"),
    path("<str:ref>/terms/<uuid:pk>/move/", deeds.move, name="move"),
    path("<str:ref>/terms/<uuid:pk>/swap/", deeds.swap, name="swap"),
    path("<str:ref>/polls/<uuid:pk>/count/", deeds.count, name="count"),
    path("<str:ref>/polls/<uuid:pk>/call-off/", deeds.call_off, name="call_off"),
]
