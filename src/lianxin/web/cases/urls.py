from __future__ import annotations

from django.urls import path

from lianxin.web.cases import papers, views

app_name = "cases"

urlpatterns = [
    path("<str:ref>/", views.detail, name="detail"),
    path("<str:ref>/dossier/", papers.dossier, name="dossier"),
    path("<str:ref>/photos/<uuid:pk>/", views.photo, name="photo"),
    path("<str:ref>/photos/<uuid:pk>/small/", views.thumbnail, name="thumbnail"),
    path("<str:ref>/reveal/", views.reveal, name="reveal"),
    path("<str:ref>/assign/", views.assign, name="assign"),
    path("<str:ref>/unassign/", views.unassign, name="unassign"),
    path("<str:ref>/reassign/", views.reassign, name="reassign"),
    path("<str:ref>/accept/", views.accept, name="accept"),
    path("<str:ref>/bounce/", views.bounce, name="bounce"),
    path("<str:ref>/hand/", views.hand, name="hand"),
    path("<str:ref>/ask/", views.ask, name="ask"),
    path("<str:ref>/supply/", views.supply, name="supply"),
    path("<str:ref>/pause/", views.pause, name="pause"),
    path("<str:ref>/resume/", views.resume, name="resume"),
    path("<str:ref>/feedback/", views.feedback, name="feedback"),
    path("<str:ref>/note/", views.note, name="note"),
    path("<str:ref>/add_photos/", views.add_photos, name="add_photos"),
    path("<str:ref>/answer/", views.answer, name="answer"),
    path("<str:ref>/close/", views.close, name="close"),
    path("<str:ref>/ask_help/", views.ask_help, name="ask_help"),
    path("<str:ref>/end_help/", views.end_help, name="end_help"),
    path("<str:ref>/ask_extension/", views.ask_extension, name="ask_extension"),
    path("<str:ref>/grant_extension/", views.grant_extension, name="grant_extension"),
    path("<str:ref>/refuse_extension/", views.refuse_extension, name="refuse_extension"),
    path("<str:ref>/escalate/", views.escalate, name="escalate"),
    path("<str:ref>/park/", views.park, name="park"),
    path("<str:ref>/decide/", views.decide, name="decide"),
    path("<str:ref>/carry_over/", views.carry_over, name="carry_over"),
    path("<str:ref>/reopen/", views.reopen, name="reopen"),
    path("<str:ref>/uphold/", views.uphold, name="uphold"),
    path("<str:ref>/classify/", views.classify, name="classify"),
    path("<str:ref>/publish/", views.publish, name="publish"),
    path("<str:ref>/unpublish/", views.unpublish, name="unpublish"),
    path("<str:ref>/urge/", views.urge, name="urge"),
    path("<str:ref>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:ref>/rate/", views.rate, name="rate"),
]
