from lianxin.visits.models.campaign import Call, CallQuerySet, Campaign, CampaignQuerySet, Officer
from lianxin.visits.models.hazard import Hazard, HazardPhoto, HazardQuerySet
from lianxin.visits.models.household import Household, HouseholdQuerySet
from lianxin.visits.models.need import Need
from lianxin.visits.models.photo import PhotoState
from lianxin.visits.models.plain import PlainCard, PlainCardQuerySet
from lianxin.visits.models.thanks import Named, Thanks, ThanksQuerySet
from lianxin.visits.models.visit import Visit, VisitPhoto

__all__ = [
    "Call",
    "CallQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "Hazard",
    "HazardPhoto",
    "HazardQuerySet",
    "Household",
    "HouseholdQuerySet",
    "Named",
    "Need",
    "Officer",
    "PhotoState",
    "PlainCard",
    "PlainCardQuerySet",
    "Thanks",
    "ThanksQuerySet",
    "Visit",
    "VisitPhoto",
]
