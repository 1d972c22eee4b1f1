"""What residents say of a promise: comments, and at the end a rating."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.commitments.models.commitment import Commitment
from lianxin.commitments.states import CommentState, Hidden
from lianxin.kernel.models import Keyed, Stateful
from lianxin.network.models import User


class Comment(Stateful):
    """Read by everybody once it was looked at. `name` is what she wants to be called; `phone` is
    kept for the answer alone. Without an account her link is `privacy.tracking_code(pk)`."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺"), on_delete=models.PROTECT, related_name="comments",
        db_index=False,
    )  # fmt: skip
    user = models.ForeignKey(
        User, verbose_name=_("账号"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    name = models.CharField(_("称呼"), max_length=40)
    phone = EncryptedCharField(_("手机"), max_length=40, null=True, blank=True)
    text = models.TextField(_("意见"), max_length=1000)
    reason = models.CharField(_("不公开的原因"), max_length=10, choices=Hidden.choices, blank=True)
    answer = models.TextField(_("责任单位答复"), max_length=1000, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    said_at = models.DateTimeField(_("时间"))
    state = models.CharField(
        _("状态"), max_length=10, choices=CommentState.choices, default=CommentState.WAITING,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()
    untracked: ClassVar[frozenset[str]] = Stateful.untracked | {"phone", "name", "text"}

    class Meta(Stateful.Meta):
        verbose_name = _("对承诺的意见")
        verbose_name_plural = _("对承诺的意见")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="comment_hidden_has_a_reason",
                condition=~Q(state=CommentState.HIDDEN) | ~Q(reason=""),
                violation_error_message=_("不公开要选一条原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "commitment", "said_at"], name="comment_of"),
            models.Index(
                fields=["district", "said_at"], name="comment_waiting",
                condition=Q(state=CommentState.WAITING),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.state}"


class Rating(Keyed):
    """What somebody says of what became of it: once for each person, known by her account or by
    the index of her phone number; the number itself is not kept."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺"), on_delete=models.PROTECT, related_name="ratings",
        db_index=False,
    )  # fmt: skip
    who = models.CharField(_("评价人索引"), max_length=64)
    stars = models.PositiveSmallIntegerField(
        _("评分"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rated_at = models.DateTimeField(_("评价时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("对结果的评价")
        verbose_name_plural = _("对结果的评价")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "commitment", "who"], name="promise_rated_once_each"
            ),
            models.CheckConstraint(
                name="promise_rating_one_to_five",
                condition=Q(stars__range=(1, 5)),
                violation_error_message=_("评分是一到五星。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.stars}"
