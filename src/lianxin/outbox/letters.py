"""One delivery as it goes out: who receives it, and its words in their language."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings

from lianxin.kernel.reference import remembered
from lianxin.language.personal import find_personal
from lianxin.outbox import wording
from lianxin.outbox.models import Delivery
from lianxin.outbox.wording import Wording


def words(delivery: Delivery) -> Wording:
    own = {"link": link} if (link := _address(delivery).get("link")) else {}
    facts = {**delivery.facts, **own}
    site = site_of(delivery.district_id)
    return wording.render(delivery.kind, facts, _language(delivery), site=site)


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


def site_of(district_id: int) -> str:
    """Where the district is found: on its own host, else behind its slug if it has neighbours."""
    site, (host, slug, is_alone) = str(settings.SITE_URL), _found_at(district_id)
    if host:
        return f"{urlsplit(site).scheme}://{host}"
    return site if is_alone else f"{site}/{slug}"


@remembered
def _found_at(district_id: int) -> tuple[str, str, bool]:
    """Its host and its slug, and whether it is the only district."""
    districts = apps.get_model("network.District").objects
    district = districts.get(pk=district_id)
    return district.host, district.slug, not districts.exclude(pk=district_id).exists()
