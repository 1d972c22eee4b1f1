from __future__ import annotations

from django.urls import path

from lianxin.web.challenges import judging, own, running, setting_up, views

app_name = "challenges"

urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.new, name="new"),
    path("applications/<str:ref>/", own.own, name="own"),
    path("applications/<str:ref>/<str:code>/", own.application, name="application"),
    path("applications/<str:ref>/<str:code>/withdraw/", own.withdraw, name="withdraw"),
    path("applications/<str:ref>/<str:code>/papers/<uuid:pk>/", own.own_paper, name="own_paper"),
    path("applications/<str:ref>/<str:code>/report/<uuid:pk>/", own.report, name="report"),
    path("submissions/<str:ref>/", judging.submission, name="submission"),
    path("submissions/<str:ref>/declare/", judging.declare, name="declare"),
    path("submissions/<str:ref>/score/", judging.score, name="score"),
    path("submissions/<str:ref>/papers/<uuid:pk>/", judging.paper, name="paper"),
    path("<str:ref>/", views.challenge, name="challenge"),
    path("<str:ref>/ask/", views.ask, name="ask"),
    path("<str:ref>/apply/", views.apply, name="apply"),
    path("<str:ref>/review/", judging.review, name="review"),
    path("<str:ref>/run/", running.run, name="run"),
    path("<str:ref>/set_up/", setting_up.set_up, name="set_up"),
    path("<str:ref>/decision.docx", running.decision, name="decision"),
    path("<str:ref>/answer/<uuid:pk>/", running.answer, name="answer"),
    path("<str:ref>/appoint/", running.appoint, name="appoint"),
    path("<str:ref>/dismiss/<uuid:pk>/", running.dismiss, name="dismiss"),
    path("<str:ref>/award/", running.award, name="award"),
    path("<str:ref>/advance/", running.advance, name="advance"),
    path("<str:ref>/fail/", running.fail, name="fail"),
    path("<str:ref>/plan/", running.plan, name="plan"),
    path("<str:ref>/finish/", running.finish, name="finish"),
    path("<str:ref>/stop/", running.stop, name="stop"),
    path("<str:ref>/accept/<uuid:pk>/", running.accept, name="accept"),
    path("<str:ref>/back/<uuid:pk>/", running.send_back, name="send_back"),
    path("<str:ref>/pay/<uuid:pk>/", running.pay, name="pay"),
]
