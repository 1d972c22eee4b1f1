from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from lianxin.api.rest import api

for _pattern in (_rest := api.urls)[0]:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = login_not_required(_pattern.callback)  # tokens instead of sessions

urlpatterns = [path("", _rest)]
