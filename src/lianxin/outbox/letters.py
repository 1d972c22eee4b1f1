"""One delivery as it goes out: who receives it, and its words in their language."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.conf import settings

from lianxin.language.personal import find_personal
from lianxin.outbox import wording
from lianxin.outbox.models import Delivery
from lianxin.outbox.wording import Wording


def words(delivery: Delivery) -> Wording:
    own = {"link": link} if (link := _address(delivery).get("link")) else {}
    facts = {**delivery.facts, **own}
    return wording.render(delivery.kind, facts, _language(delivery), site=_site(delivery))


def contact(delivery: Delivery, field: str) -> str:
    """The recipient's "email" or "phone"; "" when there is none (any more)."""
    if delivery.to_id:
        is_reachable = delivery.to.is_active
        return str(getattr(delivery.to, field) or "") if is_reachable else ""
    return _address(delivery).get(field, "")


def blotted(reason: str) -> str:
    """Servers repeat numbers and addresses in what they answer; the operator's page need not."""
    for span in reversed(find_personal(reason)):
        reason = f"{reason[: span.start]}***{reason[span.end :]}"
    return reason


def _address(delivery: Delivery) -> dict[str, str]:
    return dict(json.loads(delivery.address)) if delivery.address else {}


def _language(delivery: Delivery) -> str:
    if delivery.to_id:
        return str(delivery.to.language)
    return delivery.group.language if delivery.group else delivery.language


def _site(delivery: Delivery) -> str:
    """Where the district is found: on its own host, else behind its slug if it has neighbours."""
    site, district = str(settings.SITE_URL), delivery.district
    if district.host:
        return f"{urlsplit(site).scheme}://{district.host}"
    others = type(district).objects.exclude(pk=district.pk)
    return f"{site}/{district.slug}" if others.exists() else site
