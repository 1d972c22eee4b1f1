from __future__ import annotations

from django.urls import include, path, re_path, register_converter

from lianxin.api.open311 import views
from lianxin.api.open311.media import media


class Form:
    """How the answer is written: what stands behind the last dot of the address, if anything does;
    a slash behind it does no harm."""

    regex = r"(?i:\.(?:xml|json))?/?"

    def to_python(self, value: str) -> str:
        return value.strip("./").lower()

    def to_url(self, value: str) -> str:
        return f".{value}" if value else ""


class Code:
    """A part of the address without the format behind it."""

    regex = "[^/]+?"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Form, "form")
register_converter(Code, "code")

app_name = "open311"

calls = [
    path("discovery<form:form>", views.discovery),
    path("services<form:form>", views.all_services),
    path("services/<code:code><form:form>", views.service),
    path("service/<code:code><form:form>", views.service),  # as some clients have it
    path("requests<form:form>", views.requests),
    path("requests/<code:ref><form:form>", views.request),
    path("tokens/<code:token><form:form>", views.token),
    path("servicerequestupdates<form:form>", views.request_updates),
]

urlpatterns = [
    path("discovery<form:form>", views.discovery),
    path("v2/media/<str:signed>.jpg", media, name="media"),
    path("v2/", include(calls)),
    path("test/v2/", include(calls), {"is_trial": True}),
    re_path("", views.unknown),
]
