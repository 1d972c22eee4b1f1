"""A figure never stands alone: a rate carries what it is a rate of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

FEWEST = 5  # ratings, below which a rate would point at persons (mechanisms, section 11)


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`. Fewer than `fewest` have no percentage."""

    part: int
    whole: int
    fewest: int = 1

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole >= self.fewest else None

    def __str__(self) -> str:
        return f"{self.percent:.1f} %" if self.percent is not None else "—"


@dataclass(frozen=True)
class Satisfaction:
    """How content people are, always with who was asked and who answered (X8).

    Satisfied is who said that the matter was solved, wholly or in part; who said nothing is not
    satisfied, but unheard.
    """

    satisfied: int
    rated: int
    closed: int

    @property
    def rate(self) -> Rate:
        return Rate(self.satisfied, self.rated, fewest=FEWEST)

    @property
    def answered(self) -> Rate:
        return Rate(self.rated, self.closed)

    @property
    def of(self) -> str:
        """What the rate is a rate of, to stand beside it."""
        told = _(
            "%(rated)s 件评价中 %(satisfied)s 件满意；办结 %(closed)s 件；参评率 %(answered)s"
        )
        return str(self) if self.rate.percent is None else told % self._values

    @property
    def _values(self) -> dict[str, object]:
        return {
            "rate": self.rate,
            "satisfied": f"{self.satisfied:,}",
            "rated": f"{self.rated:,}",
            "closed": f"{self.closed:,}",
            "answered": self.answered,
        }

    def __str__(self) -> str:
        values = self._values
        if self.rate.percent is None:
            return _("评价不足 5 件，不计算（%(rated)s 件已评；%(closed)s 件办结）") % values
        return (
            _(
                "%(rate)s（%(rated)s 件评价中 %(satisfied)s 件满意；办结 %(closed)s 件；"
                "参评率 %(answered)s）"
            )
            % values
        )
