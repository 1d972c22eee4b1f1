from lianxin.challenges.models.application import Application, Paper, Verdict
from lianxin.challenges.models.challenge import (
    Challenge,
    ChallengeClock,
    ChallengeQuerySet,
    Question,
)
from lianxin.challenges.models.milestone import Milestone
from lianxin.challenges.models.review import Declaration, Review, Reviewer

__all__ = [
    "Application",
    "Challenge",
    "ChallengeClock",
    "ChallengeQuerySet",
    "Declaration",
    "Milestone",
    "Paper",
    "Question",
    "Review",
    "Reviewer",
    "Verdict",
]
