from __future__ import annotations

from django.urls import path

from lianxin.web.partnering import deeds, linked, papers, public, views

app_name = "partnering"

urlpatterns = [
    path("", views.home, name="home"),
    path("agreements.xlsx", papers.export, name="export"),
    path("new/", views.new, name="new"),
    path("town/", public.town, name="town"),
    path("town/<str:ref>/", public.kept, name="kept"),
    path("by-link/<str:token>/", linked.by_link, name="by_link"),
    path("by-link/<str:token>/sign/", linked.link_sign, name="link_sign"),
    path("by-link/<str:token>/remark/", linked.link_remark, name="link_remark"),
    path("by-link/<str:token>/confirm/", linked.link_confirm, name="link_confirm"),
    path("by-link/<str:token>/dispute/", linked.link_dispute, name="link_dispute"),
    path("by-link/<str:token>/say/", linked.link_say, name="link_say"),
    path("<str:ref>/", views.agreement, name="agreement"),
    path("<str:ref>/edit/", views.edit, name="edit"),
    path("<str:ref>/settlement.xlsx", papers.settlement, name="settlement"),
    path("<str:ref>/sign/", deeds.sign, name="sign"),
    path("<str:ref>/<uuid:pk>/sign/", deeds.sign_with, name="sign_with"),
    path("<str:ref>/drop/", deeds.drop, name="drop"),
    path("<str:ref>/end/", deeds.end, name="end"),
    path("<str:ref>/renew/", deeds.renew, name="renew"),
    path("<str:ref>/reach/", deeds.reach, name="reach"),
    path("<str:ref>/ask-again/", deeds.ask_again, name="ask_again"),
    path("<str:ref>/say/", deeds.say, name="say"),
    path("<str:ref>/record/", deeds.record, name="record"),
    path("<str:ref>/<uuid:pk>/confirm/", deeds.confirm, name="confirm"),
    path("<str:ref>/<uuid:pk>/dispute/", deeds.dispute, name="dispute"),
    path("<str:ref>/<uuid:pk>/withdraw/", deeds.withdraw, name="withdraw"),
]
