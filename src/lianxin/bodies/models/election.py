"""Officers are elected by the members: one member, one vote, and nobody knows for whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.bodies.models.body import Body
from lianxin.bodies.models.member import Member
from lianxin.bodies.states import ElectionState
from lianxin.kernel.models import DistrictOwned, Stateful


class Election(Stateful):
    """Of `seats` holders of the office `title`, for a term from `starts_on` to `ends_on`. Members
    put themselves forward until the one day, and vote from the next until the other."""

    body = models.ForeignKey(
        Body, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="elections",
        db_index=False,
    )  # fmt: skip
    title = models.CharField(_("职务"), max_length=60)
    seats = models.PositiveSmallIntegerField(
        _("名额"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    nominate_until_on = models.DateField(_("报名到"))
    vote_until_on = models.DateField(_("投票到"))
    starts_on = models.DateField(_("任期开始"))
    ends_on = models.DateField(_("任期结束"))
    state = models.CharField(
        _("状态"), max_length=12, choices=ElectionState.choices, default=ElectionState.CALLED,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = _("选举")
        verbose_name_plural = _("选举")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="election_days_in_order",
                condition=Q(
                    vote_until_on__gt=F("nominate_until_on"),
                    starts_on__gt=F("vote_until_on"),
                    ends_on__gte=F("starts_on"),
                ),
                violation_error_message=_("先报名，再投票，然后任期开始，日期要按这个顺序。"),
            ),
            models.CheckConstraint(name="election_has_a_seat", condition=Q(seats__gte=1)),
        ]
        indexes = [
            models.Index(fields=["district", "body", "vote_until_on"], name="election_of_body")
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(DistrictOwned):
    """A member who stands. `votes` is counted while people vote, and shown when it is over; what
    somebody chose is written nowhere."""

    election = models.ForeignKey(
        Election, verbose_name=_("选举"), on_delete=models.PROTECT, related_name="candidates",
        db_index=False,
    )  # fmt: skip
    member = models.ForeignKey(
        Member, verbose_name=_("成员"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    name = models.CharField(_("参选的称呼"), max_length=60)
    statement = models.CharField(_("想做什么"), max_length=500)
    votes = models.PositiveIntegerField(_("得票"), default=0, editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("候选人")
        verbose_name_plural = _("候选人")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "election", "member"], name="candidate_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Vote(DistrictOwned):
    """That a member has voted, and no more."""

    election = models.ForeignKey(
        Election, verbose_name=_("选举"), on_delete=models.PROTECT, related_name="votes",
        db_index=False,
    )  # fmt: skip
    member = models.ForeignKey(
        Member, verbose_name=_("成员"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("投过票")
        verbose_name_plural = _("投过票")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "election", "member"], name="one_member_one_vote"
            )
        ]

    def __str__(self) -> str:
        return f"voted in {self.election_id}"
