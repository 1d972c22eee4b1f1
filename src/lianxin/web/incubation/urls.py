from __future__ import annotations

from django.urls import path

from lianxin.web.incubation import deeds, public, views

app_name = "incubation"

urlpatterns = [
    path("", views.home, name="home"),
    path("groups.xlsx", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("town/", public.town, name="town"),
    path("town/propose/", public.propose, name="propose"),
    path("town/<str:ref>/", public.known, name="known"),
    path("town/<str:ref>/<str:code>/", public.followed, name="followed"),
    path("town/<str:ref>/<str:code>/plan/", public.plan_by_code, name="plan_by_code"),
    path(
        "town/<str:ref>/<str:code>/<uuid:pk>/report/",
        public.report_by_code,
        name="report_by_code",
    ),
    path("<str:ref>/", views.group, name="group"),
    path("<str:ref>/take-up/", deeds.take_up, name="take_up"),
    path("<str:ref>/decline/", deeds.decline, name="decline"),
    path("<str:ref>/show/", deeds.show, name="show"),
    path("<str:ref>/go-on/", deeds.go_on, name="go_on"),
    path("<str:ref>/register/", deeds.register, name="register"),
    path("<str:ref>/hand-over/", deeds.hand_over, name="hand_over"),
    path("<str:ref>/close/", deeds.close, name="close"),
    path("<str:ref>/plan/", deeds.plan, name="plan"),
    path("<str:ref>/<uuid:pk>/begin/", deeds.begin, name="begin"),
    path("<str:ref>/<uuid:pk>/report/", deeds.report, name="report"),
    path("<str:ref>/<uuid:pk>/send-back/", deeds.send_back, name="send_back"),
    path("<str:ref>/<uuid:pk>/accept/", deeds.accept, name="accept"),
    path("<str:ref>/<uuid:pk>/stop/", deeds.stop, name="stop"),
]
