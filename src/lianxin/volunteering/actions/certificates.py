"""The certificate of service: made by the volunteer herself, at no cost, whenever she wants."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network import issuing
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.volunteering import policy, queries
from lianxin.volunteering.models import Certificate, Presence, Volunteer


def issue(
    volunteer: Volunteer, *, issuer: Organisation | None, at: datetime, key: UUID
) -> Certificate:
    """Of all her services for `issuer`; without one, of all she did, issued by the coordinating
    desk. The same `key` is one. Raises `Refusal` where there is nothing to certify."""
    if not (volunteer.name or "").strip():
        raise Refusal(_("请先填写姓名，证明上要用。"), field="name")
    found = queries.services(volunteer).counted()
    if issuer is not None:
        found = found.filter(claim__unit=issuer)
    rows = [_row(one) for one in found.whole().order_by("slot__starts_at", "pk")]
    if not rows:
        raise Refusal(_("还没有可以证明的服务时长。"), code="nothing")
    root = network.place_coded(volunteer.district_id, "")
    assert root is not None  # every district has its own place
    same = Certificate.objects.filter(district_id=volunteer.district_id, key=key)
    prefix = f"{volunteer.district.ref_prefix}Z"

    def make() -> Certificate:
        return Certificate.objects.create(
            district_id=volunteer.district_id, key=key, volunteer=volunteer, rows=rows,
            ref=next_ref(volunteer.district_id, prefix, at=at), name=volunteer.name,
            issuer=issuer or network.desk_for(root), issued_at=at,
        )  # fmt: skip

    return issuing.once(same.select_related("issuer", "volunteer"), make)


def revoke(certificate: Certificate, *, why: str, by: User | None, at: datetime) -> None:
    """It is not valid any more; whoever verifies it reads so, and why."""
    units = policy.units_of(by, on=timezone.localdate(at)) if by else set()
    may = by is None or certificate.issuer_id in units
    issuing.revoke(certificate, why=why, may=may, at=at)


def is_outdated(certificate: Certificate) -> bool:
    """Whether the records it names say something else by now."""
    told = {row["presence"]: (row["minutes"], row["manual"]) for row in certificate.rows}
    found = Presence.objects.filter(district_id=certificate.district_id, pk__in=list(told))
    now = {str(one.pk): (one.minutes or 0, one.agreed_minutes) for one in found}
    return now != told


def _row(presence: Presence) -> dict[str, Any]:
    claim = presence.claim
    return {
        "presence": str(presence.pk),
        "starts_at": presence.slot.starts_at.isoformat(),
        "ends_at": presence.slot.ends_at.isoformat(),
        "title": claim.subject,
        "content": presence.listing.details.get("tasks", ""),
        "place": claim.place.name if claim.place else "",
        "unit": claim.unit.name if claim.unit else "",
        "minutes": presence.minutes or 0,
        "manual": presence.agreed_minutes,
    }
