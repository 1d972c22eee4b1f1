from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from lianxin.api import problems
from lianxin.api.hsds.api import api
from lianxin.api.hsds.package import package

for _pattern in (_hsds := api.urls)[0]:
    if isinstance(_pattern, URLPattern):  # open to all
        _pattern.callback = login_not_required(problems.with_methods(_pattern.callback))

urlpatterns = [
    path("package.zip", login_not_required(package), name="hsds-package"),
    path("", _hsds),
    re_path("", csrf_exempt(login_not_required(problems.no_such_address))),
]
