from __future__ import annotations

from django.urls import path

from lianxin.web.commitments import (  # noqa: F401  chain_steps and kinds make themselves known
    chain_steps,
    deeds,
    giving,
    kinds,
    public,
    views,
)

app_name = "commitments"

urlpatterns = [
    path("", views.home, name="home"),
    path("all/", views.rows, name="rows"),
    path("promises.xlsx", views.export, name="export"),
    path("template.xlsx", views.template, name="template"),
    path("new/", views.new, name="new"),
    path("give/", giving.give, name="give"),
    path("comments/", views.comments, name="comments"),
    path("comments/<uuid:pk>/show/", deeds.show, name="show"),
    path("comments/<uuid:pk>/hide/", deeds.hide, name="hide"),
    path("comments/<uuid:pk>/answer/", deeds.answer, name="answer"),
    path("said/<uuid:pk>/<str:code>/", public.said, name="said"),
    path("town/", public.town, name="town"),
    path("town/<str:ref>/", public.programme, name="programme"),
    path("town/<str:ref>/feed.atom", public.feed, name="feed"),
    path("town/<str:ref>/sites.geojson", public.shapes, name="shapes"),
    path("town/<str:ref>/promises.<str:form>", public.sheet, name="sheet"),
    path("town/<str:ref>/<int:number>/", public.promise, name="promise"),
    path("town/<str:ref>/<int:number>/comment/", public.comment, name="comment"),
    path("town/<str:ref>/<int:number>/rate/", public.rate, name="rate"),
    path("town/<str:ref>/<int:number>/photos/<uuid:pk>/", public.photo, name="photo"),
    path("lists/<str:ref>/", views.managed, name="managed"),
    path("lists/<str:ref>/import/", views.bring_in, name="bring_in"),
    path("lists/<str:ref>/publish/", deeds.publish, name="publish"),
    path("lists/<str:ref>/add/", deeds.add, name="add"),
    path("lists/<str:ref>/add-base/", deeds.add_base, name="add_base"),
    path("lists/<str:ref>/end/", deeds.end, name="end"),
    path("<str:ref>/", views.own, name="own"),
    path("<str:ref>/report/", deeds.report, name="report"),
    path("<str:ref>/reach/", deeds.reach, name="reach"),
    path("<str:ref>/build/", deeds.build_site, name="build_site"),
    path("<str:ref>/finish/", deeds.finish, name="finish"),
    path("<str:ref>/send-back/", deeds.send_back, name="send_back"),
    path("<str:ref>/settle/", deeds.settle, name="settle"),
    path("<str:ref>/change/", deeds.change, name="change"),
    path("<str:ref>/milestone/", deeds.add_milestone, name="add_milestone"),
    path("<str:ref>/site/", deeds.add_site, name="add_site"),
]
