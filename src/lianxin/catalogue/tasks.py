"""What happens by itself: who saved a search is told of what is new, owners are asked whether what
they offer still holds, and what an older version put into the index is put in anew."""

from __future__ import annotations

from datetime import timedelta

from lianxin.catalogue import findable
from lianxin.catalogue.actions import saving, upkeep
from lianxin.kernel import work
from lianxin.network import districts
from lianxin.network.models import District


@work.every(daily_at="08:10")
@work.task(queue=work.LONG)
def tell_of_new() -> None:
    districts.in_each(saving.tell)


@work.every(daily_at="09:00")
@work.task()
def ask_to_confirm() -> None:
    districts.in_each(upkeep.ask_to_confirm)


@work.every(minutes=10)
@work.task()
def look_after_index() -> None:
    for district_id in District.objects.values_list("pk", flat=True):
        if findable.is_outdated(district_id):
            work.enqueue(index_anew, district_id, once=f"listings {district_id} {findable.FORM}")


@work.task(queue=work.LONG, lease=timedelta(hours=1))
def index_anew(district_id: int) -> None:
    if findable.is_outdated(district_id):
        findable.reindex(district_id, anew=True)
