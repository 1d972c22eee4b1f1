"""The worker looks into the mailboxes each minute."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from lianxin.kernel import work
from lianxin.network.models import District


@work.every(minutes=1)
@work.task()
def look_into_mailboxes() -> None:
    for slug in settings.MAILBOXES:
        work.enqueue(empty_mailbox, slug, once=f"mailbox {slug} {timezone.now():%Y%m%d%H%M}")


@work.task(lease=timedelta(minutes=10), attempts=1)
def empty_mailbox(slug: str) -> None:
    from lianxin.bots.mail import mailbox  # noqa: PLC0415  read mail only where there is a mailbox

    district = District.objects.get(slug=slug)
    mailbox.empty(district, settings.MAILBOXES[slug], at=timezone.now())
