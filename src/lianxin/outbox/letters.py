"""One delivery as it goes out: who receives it, and its words in their language."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.conf import settings

from lianxin.outbox import wording
from lianxin.outbox.models import Delivery
from lianxin.outbox.wording import Wording


def words(delivery: Delivery) -> Wording:
    return wording.render(delivery.kind, delivery.facts, _language(delivery), site=_site(delivery))


def contact(delivery: Delivery, field: str) -> str:
    """The recipient's "email", "phone" or "link"; "" when there is none (any more)."""
    if delivery.to_id:
        is_reachable = delivery.to.is_active
        return str(getattr(delivery.to, field, "") or "") if is_reachable else ""
    return str(json.loads(delivery.address).get(field, "")) if delivery.address else ""


def _language(delivery: Delivery) -> str:
    if delivery.to_id:
        return str(delivery.to.language)
    return delivery.group.language if delivery.group else delivery.language


def _site(delivery: Delivery) -> str:
    """A district with its own domain is linked to there."""
    host = delivery.district.host
    return f"{urlsplit(settings.SITE_URL).scheme}://{host}" if host else str(settings.SITE_URL)
