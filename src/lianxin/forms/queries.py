"""Which forms a district has."""

from __future__ import annotations

from collections.abc import Sequence

from lianxin.forms.models import Form
from lianxin.kernel.reference import remembered


@remembered
def latest(district_id: int, code: str) -> Form | None:
    """The version in force of the form `code`."""
    forms = Form.objects.filter(district_id=district_id, code=code)
    return forms.order_by("-version").first()


@remembered
def at_version(district_id: int, code: str, version: int) -> Form | None:
    """The version that answers point to."""
    return Form.objects.filter(district_id=district_id, code=code, version=version).first()


@remembered
def versions(district_id: int) -> Sequence[Form]:
    """Every version of every form, by code, the newest first."""
    rows = Form.objects.filter(district_id=district_id)
    return tuple(rows.order_by("code", "-version"))
