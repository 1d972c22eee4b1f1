from __future__ import annotations

from django.urls import include, path, re_path, register_converter

from lianxin.api.open311 import views
from lianxin.api.open311.media import media


class Form:
    """How the answer is written; what stands behind the last dot of the address."""

    regex = "xml|json"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Form, "form")

app_name = "open311"

calls = [
    path("discovery.<form:form>", views.discovery),
    path("services.<form:form>", views.all_services),
    path("services/<str:code>.<form:form>", views.service),
    path("service/<str:code>.<form:form>", views.service),  # as some clients have it
    path("requests.<form:form>", views.requests),
    path("requests/<str:ref>.<form:form>", views.request),
    path("tokens/<str:token>.<form:form>", views.token),
    path("servicerequestupdates.<form:form>", views.request_updates),
]

urlpatterns = [
    path("discovery.<form:form>", views.discovery),
    path("v2/media/<str:signed>.jpg", media, name="media"),
    path("v2/", include(calls)),
    path("test/v2/", include(calls), {"is_trial": True}),
    re_path("", views.unknown),
]
