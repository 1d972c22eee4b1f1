from __future__ import annotations

from django.urls import path

from lianxin.web.exchange.mine import collecting, excel, lists, rooms, times, views

urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("new/<slug:slug>/", views.write, name="write"),
    path("excel/", excel.excel, name="excel"),
    path("excel/<slug:slug>.xlsx", excel.blank, name="blank"),
    path("excel/take_out/", excel.take_out, name="take_out"),
    path("collections/", collecting.collecting_all, name="collecting_all"),
    path("collections/<uuid:pk>/", collecting.collecting_one, name="collecting_one"),
    path("collections/items/<uuid:pk>/", collecting.uncollect, name="uncollect"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<uuid:pk>/", lists.enlist, name="enlist"),
    path("lists/items/<uuid:pk>/", lists.delist, name="delist"),
    path("<str:ref>/", views.own, name="own"),
    path("<str:ref>/confirm/", views.confirm, name="confirm"),
    path("<str:ref>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:ref>/close/", views.close, name="close"),
    path("<str:ref>/settle/", views.settle, name="settle"),
    path("<str:ref>/return/", views.send_back, name="send_back"),
    path("<str:ref>/sessions/", times.sessions, name="sessions"),
    path("<str:ref>/sessions/<uuid:pk>/", times.change_session, name="change_session"),
    path("<str:ref>/sessions/<uuid:pk>/off/", times.call_off, name="call_off"),
    path("<str:ref>/spaces/", rooms.spaces, name="spaces"),
    path("<str:ref>/spaces/<uuid:pk>/", rooms.change_space, name="change_space"),
    path("<str:ref>/spaces/<uuid:pk>/close/", rooms.close_space, name="close_space"),
    path("<str:ref>/spaces/<uuid:pk>/reopen/", rooms.reopen_space, name="reopen_space"),
]
