"""The content security policy, which is the same for every page."""

from __future__ import annotations

from functools import cache

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin


class CspMiddleware(MiddlewareMixin):
    """django-csp's own puts the same words together anew for each answer."""

    def process_response(self, _request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not (settings.DEBUG and response.status_code in {404, 500}):  # they have own styles
            response.setdefault(HEADER, _policy())
        return response


@cache
def _policy() -> str:
    return build_policy()
