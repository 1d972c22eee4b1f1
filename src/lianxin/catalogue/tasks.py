"""What happens by itself: who saved a search is told of what is new, owners are asked whether what
they offer still holds."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from lianxin.catalogue.actions import saving, upkeep
from lianxin.kernel import work
from lianxin.network.models import District


@work.every(daily_at="08:10")
@work.task(queue=work.LONG)
def tell_of_new() -> None:
    _everywhere(saving.tell)


@work.every(daily_at="09:00")
@work.task()
def ask_to_confirm() -> None:
    _everywhere(upkeep.ask_to_confirm)


def _everywhere(act: Callable[..., int]) -> None:
    now = timezone.now()
    for district_id in District.objects.values_list("pk", flat=True):
        while act(district_id, at=now):
            pass
