"""The tables of volunteering. Nothing here counts or scores a person: hours are summed when
somebody who may asks for them."""

from lianxin.volunteering.models.hours import Certificate, Correction, Diary, Presence
from lianxin.volunteering.models.people import Member, Team, Volunteer

__all__ = ["Certificate", "Correction", "Diary", "Member", "Presence", "Team", "Volunteer"]
