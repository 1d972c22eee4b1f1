"""What would become of a text, had it just been filed. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.cases import queries, routing
from lianxin.cases.actions import directing, understanding
from lianxin.cases.actions.understanding import Impression
from lianxin.cases.models import Case, Source
from lianxin.cases.routing import Decision
from lianxin.language import personal
from lianxin.language.personal import Span
from lianxin.network.models import Place


@dataclass(frozen=True)
class Trial:
    """`case` is not saved; it has the class and grade that it would get by itself, an empty class
    when the desk would be asked. `personal` are the spans that would be asked about before
    anybody else reads the text, `redacted` the text without them."""

    case: Case
    found: Impression
    decision: Decision
    personal: Sequence[Span]
    redacted: str

    @property
    def unit(self) -> str:
        """The code of the unit that would get the case without asking; empty: the desk."""
        return self.decision.unit if self.case.class_code else ""


def of(text: str, *, place: Place, at: datetime) -> Trial:
    """Try `text` as if a resident had filed it at `place`."""
    rules = queries.rules_of(place.district_id)
    case = Case(
        district_id=place.district_id,
        place=place,
        text=text,
        kind=rules.default_kind,
        grade=rules.default_grade,
        source=Source.WEB,
        received_at=at,
    )
    found = understanding.impression(case, rules, at=at)
    for name, value in understanding.changed_by(case, found, rules).items():
        setattr(case, name, value)
    decision = directing.decide(case, routing.parse(rules.routing), answers={})
    hidden = personal.redact(text)
    return Trial(case, found, decision, hidden.spans, hidden.text)
