from lianxin.partnering.models.agreement import NEVER, Agreement, AgreementQuerySet
from lianxin.partnering.models.handover import Handover, HandoverQuerySet

__all__ = ["NEVER", "Agreement", "AgreementQuerySet", "Handover", "HandoverQuerySet"]
