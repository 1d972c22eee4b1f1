from lianxin.bodies.models.badge import Badge, BadgeQuerySet
from lianxin.bodies.models.body import Body, BodyQuerySet
from lianxin.bodies.models.election import Candidate, Election, Vote
from lianxin.bodies.models.member import Member, Office, SignUp, UnitMember
from lianxin.bodies.models.point import Point
from lianxin.bodies.models.term import Term, TermQuerySet

__all__ = [
    "Badge",
    "BadgeQuerySet",
    "Body",
    "BodyQuerySet",
    "Candidate",
    "Election",
    "Member",
    "Office",
    "Point",
    "SignUp",
    "Term",
    "TermQuerySet",
    "UnitMember",
    "Vote",
]
