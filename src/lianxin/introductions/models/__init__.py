from lianxin.introductions.models.introduction import (
    COLUMNS,
    Introduction,
    IntroductionQuerySet,
    Occasion,
    Source,
)
from lianxin.introductions.models.milestone import Milestone
from lianxin.introductions.models.money import Payment
from lianxin.introductions.models.side import Side, Word

__all__ = [
    "COLUMNS",
    "Introduction",
    "IntroductionQuerySet",
    "Milestone",
    "Occasion",
    "Payment",
    "Side",
    "Source",
    "Word",
]
