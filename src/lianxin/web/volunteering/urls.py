from __future__ import annotations

from django.urls import path

from lianxin.web.volunteering import founding, here, mine, papers, run, teams, upkeep, views

app_name = "volunteering"

urlpatterns = [
    path("", views.home, name="home"),
    path("shifts/<str:ref>/", views.shift, name="shift"),
    path("shifts/<str:ref>/sign_up/", views.sign_up, name="sign_up"),
    path("shifts/<str:ref>/poster/", papers.poster, name="poster"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", founding.found, name="found"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("teams/<slug:slug>/ask/", teams.ask, name="ask"),
    path("teams/<slug:slug>/edit/", teams.edit, name="edit"),
    path("teams/<slug:slug>/decide/", teams.decide, name="decide"),
    path("teams/<slug:slug>/invite/", teams.invite, name="invite"),
    path("teams/<slug:slug>/take_on/", teams.take_on, name="take_on"),
    path("mine/", mine.mine, name="mine"),
    path("mine/profile/", mine.profile, name="profile"),
    path("mine/hide/", mine.hide, name="hide"),
    path("mine/forget/", mine.forget, name="forget"),
    path("mine/certify/", mine.certify, name="certify"),
    path("mine/teams/<uuid:pk>/join/", mine.join, name="join"),
    path("mine/teams/<uuid:pk>/leave/", mine.leave, name="leave"),
    path("mine/<uuid:pk>/", mine.service, name="service"),
    path("mine/<uuid:pk>/check/", mine.check, name="check"),
    path("mine/<uuid:pk>/give_up/", mine.give_up, name="give_up"),
    path("mine/<uuid:pk>/correct/", mine.correct, name="correct"),
    path("mine/<str:ref>/<str:code>/", mine.door, name="door"),
    path("here/<uuid:pk>/<str:code>/", here.here, name="here"),
    path("here/<uuid:pk>/<str:code>/check/", here.check_here, name="check_here"),
    path("here/<uuid:pk>/<str:code>/walk_in/", here.walk_in, name="walk_in"),
    path("certificates/<str:ref>/<str:code>/", papers.verify, name="verify"),
    path("certificates/<str:ref>/<str:code>/pdf/", papers.certificate, name="certificate"),
    path("certificates/<str:ref>/<str:code>/revoke/", papers.revoke, name="revoke"),
    path("run/", run.runs, name="runs"),
    path("run/new/", run.new, name="new"),
    path("run/hours/", upkeep.hours, name="hours"),
    path("run/helpers/", upkeep.helpers, name="helpers"),
    path("run/corrections/", upkeep.corrections, name="corrections"),
    path("run/corrections/<uuid:pk>/answer/", upkeep.answer, name="answer"),
    path("run/<uuid:pk>/", run.run, name="run"),
    path("run/<uuid:pk>/screen/", run.screen, name="screen"),
    path("run/<uuid:pk>/call_roll/", run.call_roll, name="call_roll"),
    path("run/<uuid:pk>/add_manual/", run.add_manual, name="add_manual"),
    path("run/<uuid:pk>/agree_manual/", run.agree_manual, name="agree_manual"),
    path("run/<uuid:pk>/call_off/", run.call_off, name="call_off"),
]
