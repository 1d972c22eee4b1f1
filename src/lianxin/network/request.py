"""A request as `DistrictMiddleware` leaves it."""

from __future__ import annotations

from django.http import HttpRequest

from lianxin.network.models import District


class DistrictRequest(HttpRequest):
    district: District
