from lianxin.matching.models.allocation import Placement, Round, Wish
from lianxin.matching.models.invitation import Call, Invite
from lianxin.matching.models.profile import Feedback, Firm, Profile

__all__ = ["Call", "Feedback", "Firm", "Invite", "Placement", "Profile", "Round", "Wish"]
