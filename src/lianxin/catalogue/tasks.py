"""What happens by itself: who saved a search is told of what is new."""

from __future__ import annotations

from django.utils import timezone

from lianxin.catalogue.actions import saving
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(daily_at="08:10")
@work.task(queue=work.LONG)
def tell_of_new() -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while saving.tell(district_id, at=now):
            pass
