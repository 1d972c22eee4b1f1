"""What the worker does for papers without being asked."""

from __future__ import annotations

from django.apps import apps
from django.utils import timezone

from lianxin.kernel import work
from lianxin.papers import actions


@work.every(minutes=15)
@work.task()
def sweep() -> None:
    """Delete the files whose day is over in every district."""
    now = timezone.now()
    districts = apps.get_model("network", "District").objects.order_by("pk")
    for district_id in districts.values_list("pk", flat=True):
        actions.sweep(district_id=district_id, at=now)
