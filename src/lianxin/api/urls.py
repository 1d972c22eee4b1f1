from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from lianxin.api import problems
from lianxin.api.rest import api

for _pattern in (_rest := api.urls)[0]:
    if isinstance(_pattern, URLPattern):  # tokens instead of sessions
        _pattern.callback = login_not_required(problems.with_methods(_pattern.callback))

urlpatterns = [
    path("", _rest),
    re_path("", csrf_exempt(login_not_required(problems.no_such_address))),
]
