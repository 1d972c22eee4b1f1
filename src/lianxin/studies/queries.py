"""Reads: the team, and the documents of a report."""

from __future__ import annotations

from django.db.models import QuerySet

from lianxin.studies.models import Document, Member, Observation, Study


def members_of(study: Study) -> list[Member]:
    """All who were asked, the first first."""
    rows = Member.objects.filter(district_id=study.district_id, study=study)
    return list(rows.select_related("organisation", "user").order_by("invited_at", "id"))


def documents_of(study: Study) -> QuerySet[Document]:
    rows = Document.objects.filter(district_id=study.district_id, study=study)
    return rows.order_by("added_at", "id")


def observations_of(study: Study) -> QuerySet[Observation]:
    """The last seen first."""
    rows = Observation.objects.filter(district_id=study.district_id, study=study)
    found: QuerySet[Observation] = rows.select_related("place").defer("place__shape")
    return found.order_by("-seen_on", "-id")
