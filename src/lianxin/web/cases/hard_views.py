"""Deeds of hard cases: checklist, people outside, verification, mediation."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from lianxin.web import respond
from lianxin.web.cases.views import act


@require_POST
def submit(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "submit")


@require_POST
def verify(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "verify")


@require_POST
def send_back(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "send_back")


@require_POST
def add_task(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "add_task")


@require_POST
def tick(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "tick")


@require_POST
def untick(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "untick")


@require_POST
def give_task(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "give_task")


@require_POST
def drop_task(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "drop_task")


@require_POST
def ask_outside(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "ask_outside")


@require_POST
def end_outside(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "end_outside")


@require_POST
def open_mediation(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "open_mediation")


@require_POST
def consent(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "consent")


@require_POST
def decline(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "decline")


@require_POST
def set_session(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "set_session")


@require_POST
def draft_agreement(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "draft_agreement")


@require_POST
def sign(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "sign")


@require_POST
def end_mediation(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "end_mediation")
