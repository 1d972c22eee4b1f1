"""What has happened to a thing, as its page tells it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from lianxin.kernel.models import Entry
from lianxin.web.parts import Level, Moment


def moments(
    entries: Iterable[Entry],
    verb: Callable[[str], str],
    *,
    icons: Mapping[str, str],
    good: Collection[str] = (),
) -> list[Moment]:
    """One for each entry, in their order; `good` are the verbs that are shown as reached."""
    return [
        Moment(
            at=entry.at,
            verb=verb(entry.verb),
            who=str(entry.by) if entry.by else "",
            note=entry.note,
            icon=icons.get(entry.verb, "circle-dot"),
            level=Level.GOOD if entry.verb in good else Level.PLAIN,
        )
        for entry in entries
    ]
