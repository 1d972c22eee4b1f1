"""What a page makes something of: `?of=<kind>:<id>`, any row that is a step of a chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from lianxin.lineage.models import Thing
from lianxin.web.following import chains
from lianxin.web.following.chains import Chain
from lianxin.web.following.steps import Shown
from lianxin.web.respond import StaffRequest

WORDED_IN_PUBLIC: Final = ("deliberation.topic", "gatherings.resolution", "studies.study")


@dataclass(frozen=True)
class Source:
    """`shown` as whoever asks may see it; `chain` with what led to it."""

    thing: Thing
    shown: Shown
    chain: Chain

    @property
    def title(self) -> str:
        """Its words, where they were written to be public."""
        return self.shown.title if self.thing.kind in WORDED_IN_PUBLIC else ""


def url(page: str, kind: str, pk: UUID) -> str:
    """Of the page, by its name, that makes something of the row."""
    return f"{reverse(page)}?of={kind}:{pk}"


def asked(request: StaffRequest) -> Source:
    """What one may not see is a 404."""
    kind, _colon, pk = request.GET.get("of", "").partition(":")
    try:
        thing = Thing(kind, UUID(pk))
    except ValueError as error:
        raise Http404 from error
    walked = chains.walk(chains.viewer_of(request), thing)
    shown = walked.shown.get(thing.id)
    if shown is None:
        raise Http404
    return Source(thing, shown, chains.drawn(walked, thing))
