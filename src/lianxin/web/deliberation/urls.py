from __future__ import annotations

from django.urls import path

from lianxin.web.deliberation import chain_steps, deeds, desk, public, voting  # noqa: F401  registers how topics are shown as steps

app_name = "deliberation"

urlpatterns = [
    path("", public.town, name="town"),
    path("overdue/", public.overdue, name="overdue"),
    path("halls/<slug:code>/", public.hall, name="hall"),
    path("halls/<slug:code>/raise/", public.raise_topic, name="raise_topic"),
    path("topics/<str:ref>/", public.topic, name="topic"),
    path("topics/<str:ref>/support/", deeds.support, name="support"),
    path("topics/<str:ref>/drop/", deeds.drop, name="drop"),
    path("topics/<str:ref>/say/", deeds.say, name="say"),
    path("topics/<str:ref>/join/", deeds.join, name="join"),
    path("topics/<str:ref>/leave/", deeds.leave, name="leave"),
    path("topics/<str:ref>/<uuid:pk>/flag/", deeds.flag, name="flag"),
    path("topics/<str:ref>/mine/<str:code>/", public.mine, name="mine"),
    path("topics/<str:ref>/mine/<str:code>/revise/", deeds.revise, name="revise"),
    path("topics/<str:ref>/mine/<str:code>/withdraw/", deeds.withdraw, name="withdraw"),
    path("topics/<str:ref>/mine/<str:code>/appeal/", deeds.appeal, name="appeal"),
    path("supports/<uuid:pk>/<str:code>/", public.supported, name="supported"),
    path("ballots/<str:ref>/", voting.ballot, name="ballot"),
    path("ballots/<str:ref>/votes.json", voting.votes, name="votes"),
    path("desk/", desk.home, name="home"),
    path("desk/topics.xlsx", desk.export, name="export"),
    path("desk/new/", desk.new, name="new"),
    path("desk/<str:ref>/", desk.handled, name="handled"),
    path("desk/<str:ref>/show/", desk.show, name="show"),
    path("desk/<str:ref>/hide/", desk.hide, name="hide"),
    path("desk/<str:ref>/merge/", desk.merge, name="merge"),
    path("desk/<str:ref>/answer/", desk.answer, name="answer"),
    path("desk/<str:ref>/extend/", desk.extend, name="extend"),
    path("desk/<str:ref>/finish/", desk.finish, name="finish"),
    path("desk/<str:ref>/set-up/", desk.set_up, name="set_up"),
    path("desk/<str:ref>/<uuid:pk>/show-remark/", desk.show_remark, name="show_remark"),
    path("desk/<str:ref>/<uuid:pk>/hide-remark/", desk.hide_remark, name="hide_remark"),
    path("desk/<str:ref>/<uuid:pk>/hand-out/", desk.hand_out, name="hand_out"),
    path("desk/<str:ref>/<uuid:pk>/open-ballot/", desk.open_ballot, name="open_ballot"),
    path("desk/<str:ref>/<uuid:pk>/call-off/", desk.call_off, name="call_off"),
]
