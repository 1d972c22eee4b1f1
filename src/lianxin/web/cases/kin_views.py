"""Deeds that touch several cases: joined, taken for one matter, divided into parts."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from lianxin.web import respond
from lianxin.web.cases.views import act


@require_POST
def join(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "join")


@require_POST
def split(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "split")


@require_POST
def merge(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "merge")


@require_POST
def unmerge(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "unmerge")


@require_POST
def dissolve(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "dissolve")


@require_POST
def divide(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "divide")


@require_POST
def close_whole(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "close_whole")
