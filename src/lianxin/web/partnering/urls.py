from __future__ import annotations

from django.urls import path

from lianxin.web.partnering import deeds, papers, public, views

app_name = "partnering"

urlpatterns = [
    path("", views.home, name="home"),
    path("agreements.xlsx", papers.export, name="export"),
    path("new/", views.new, name="new"),
    path("town/", public.town, name="town"),
    path("town/<str:ref>/", public.kept, name="kept"),
    path("<str:ref>/", views.agreement, name="agreement"),
    path("<str:ref>/edit/", views.edit, name="edit"),
    path("<str:ref>/settlement.xlsx", papers.settlement, name="settlement"),
    path("<str:ref>/sign/", deeds.sign, name="sign"),
    path("<str:ref>/drop/", deeds.drop, name="drop"),
    path("<str:ref>/end/", deeds.end, name="end"),
    path("<str:ref>/renew/", deeds.renew, name="renew"),
    path("<str:ref>/record/", deeds.record, name="record"),
    path("<str:ref>/<uuid:pk>/confirm/", deeds.confirm, name="confirm"),
    path("<str:ref>/<uuid:pk>/dispute/", deeds.dispute, name="dispute"),
    path("<str:ref>/<uuid:pk>/withdraw/", deeds.withdraw, name="withdraw"),
]
