"""What is sought for whom: which kinds of listings stand on one shelf, and who asks which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Family(StrEnum):
    JOB = "JOB"
    SECONDMENT = "SECONDMENT"
    RESULT = "RESULT"
    NEED = "NEED"
    MENTOR = "MENTOR"
    POLICY = "POLICY"
    FINANCE = "FINANCE"
    OFFER = "OFFER"


KINDS: Final[Mapping[Family, frozenset[str]]] = {
    Family.JOB: frozenset({"JOB"}),
    Family.SECONDMENT: frozenset({"SECONDMENT"}),
    Family.RESULT: frozenset({"RESULT"}),
    Family.NEED: frozenset({"NEED", "CHALLENGE"}),
    Family.MENTOR: frozenset({"MENTOR"}),
    Family.POLICY: frozenset({"POLICY"}),
    Family.FINANCE: frozenset({"FINANCE"}),
    Family.OFFER: frozenset({"SERVICE", "COURSE", "POINT", "SHIFT", "PARTNER"}),
}
FAMILY_OF: Final = {kind: family for family, kinds in KINDS.items() for kind in kinds}
LABELS: Final[Mapping[Family, str | Promise]] = {
    Family.JOB: _("岗位"),
    Family.SECONDMENT: _("挂职岗位"),
    Family.RESULT: _("科研成果"),
    Family.NEED: _("需求"),
    Family.MENTOR: _("专家与导师"),
    Family.POLICY: _("政策"),
    Family.FINANCE: _("金融产品"),
    Family.OFFER: _("服务"),
}
WORDS: Final[Mapping[Family, str | Promise]] = {
    Family.JOB: pgettext_lazy("same", "技能"),
    Family.SECONDMENT: pgettext_lazy("same", "专业"),
    Family.OFFER: pgettext_lazy("same", "内容"),
}
"""What the words are that both sides list; elsewhere fields."""

FIELD: Final = pgettext_lazy("same", "领域")
OF_LISTING: Final[Mapping[str, tuple[Family, ...]]] = {
    "NEED": (Family.RESULT, Family.MENTOR, Family.OFFER),
    "CHALLENGE": (Family.RESULT, Family.MENTOR),
    "RESULT": (Family.NEED,),
    "MENTOR": (Family.NEED,),
    "SERVICE": (Family.NEED,),
    "COURSE": (Family.NEED,),
    "PARTNER": (Family.NEED,),
}
"""What is sought for a listing of a kind."""

OF_PROFILE: Final[Mapping[str, tuple[Family, ...]]] = {
    "JOB": (Family.JOB,),
    "SECONDMENT": (Family.SECONDMENT,),
    "MENTOR": (Family.MENTOR,),
}
OF_FIRM: Final = (Family.POLICY, Family.FINANCE)
INVITED: Final = (Family.RESULT, Family.MENTOR, Family.OFFER)
"""Whose providers are invited to a need."""


def word_of(family: Family) -> str:
    return str(WORDS.get(family, FIELD))
