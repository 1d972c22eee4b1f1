from lianxin.deliberation.models.ballot import Ballot, Option, Vote, Voter
from lianxin.deliberation.models.hall import Hall
from lianxin.deliberation.models.survey import Reply, Survey, SurveyQuerySet
from lianxin.deliberation.models.topic import (
    Author,
    Flag,
    Member,
    Remark,
    RemarkQuerySet,
    Support,
    Topic,
    TopicQuerySet,
)

__all__ = [
    "Author",
    "Ballot",
    "Flag",
    "Hall",
    "Member",
    "Option",
    "Remark",
    "RemarkQuerySet",
    "Reply",
    "Support",
    "Survey",
    "SurveyQuerySet",
    "Topic",
    "TopicQuerySet",
    "Vote",
    "Voter",
]
