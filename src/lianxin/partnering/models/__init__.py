from lianxin.partnering.models.agreement import NEVER, Agreement, AgreementQuerySet
from lianxin.partnering.models.handover import Handover, HandoverQuerySet
from lianxin.partnering.models.joiner import Joiner
from lianxin.partnering.models.reach import Reach, Word

__all__ = [
    "NEVER",
    "Agreement",
    "AgreementQuerySet",
    "Handover",
    "HandoverQuerySet",
    "Joiner",
    "Reach",
    "Word",
]
