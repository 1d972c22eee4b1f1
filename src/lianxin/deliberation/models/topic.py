"""Topics and proposals, who raised them, who supports them, and what is said of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.deliberation.models.hall import Hall
from lianxin.deliberation.states import (
    Outcome,
    Reason,
    RemarkState,
    TopicKind,
    TopicState,
)
from lianxin.kernel.models import DistrictOwned, Stateful
from lianxin.network.models import Organisation, User


class TopicQuerySet(models.QuerySet["Topic"]):
    def whole(self) -> TopicQuerySet:
        return self.select_related(
            "district", "hall__place", "hall__district", "hall__unit", "unit", "raised_by"
        ).defer("hall__place__shape")


class Topic(Stateful):
    """`unit` has to answer by `due_at`; `first_due_at` is what was promised at the start.
    `supports` counts the confirmed ones."""

    hall = models.ForeignKey(
        Hall, verbose_name=_("议事厅"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ref = models.CharField(_("编号"), max_length=20)
    kind = models.CharField(_("种类"), max_length=10, choices=TopicKind.choices)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"), max_length=4000)
    shown_as = models.CharField(_("署名"), max_length=40)
    raised_by = models.ForeignKey(
        User, verbose_name=_("提出人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    raised_at = models.DateTimeField(_("提出时间"))
    shown_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    appealed_at = models.DateTimeField(_("请求再看的时间"), null=True, blank=True)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("答复单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    first_due_at = models.DateTimeField(_("原答复期限"), null=True, blank=True)
    due_at = models.DateTimeField(_("答复期限"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("答复"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    hidden_for = models.CharField(
        _("不公开的原因"), max_length=12, choices=Reason.choices, blank=True
    )
    merged_into = models.ForeignKey(
        "self", verbose_name=_("并入"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    supports = models.PositiveIntegerField(_("附议人数"), default=0)
    state = models.CharField(
        _("状态"), max_length=12, choices=TopicState.choices, default=TopicState.HANDED_IN,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = TopicQuerySet.as_manager()
    untracked = Stateful.untracked | {"supports"}

    class Meta(Stateful.Meta):
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="topic_ref_once"),
            models.CheckConstraint(
                name="topic_shown_has_a_promise",
                condition=~Q(state=TopicState.OPEN)
                | Q(shown_at__isnull=False, due_at__isnull=False, first_due_at__isnull=False),
                violation_error_message=_("公开的议题要有答复期限。"),
            ),
            models.CheckConstraint(
                name="topic_answer_is_whole",
                condition=~Q(state__in=[TopicState.ANSWERED, TopicState.DONE])
                | Q(answer__gt="", outcome__gt="", answered_at__isnull=False),
                violation_error_message=_("正式答复要写明结果和理由。"),
            ),
            models.CheckConstraint(
                name="topic_hidden_has_a_reason",
                condition=~Q(state=TopicState.HIDDEN) | Q(hidden_for__gt=""),
                violation_error_message=_("不公开要选原因。"),
            ),
            models.CheckConstraint(
                name="topic_merged_into_another",
                condition=(
                    Q(state=TopicState.MERGED, merged_into__isnull=False) & ~Q(merged_into=F("id"))
                )
                | (~Q(state=TopicState.MERGED) & Q(merged_into__isnull=True)),
                violation_error_message=_("请选择并入哪一个议题。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "hall", "-raised_at"], name="topic_of_hall"),
            models.Index(fields=["district", "state", "-raised_at"], name="topic_by_state"),
            models.Index(fields=["district", "unit", "due_at"], name="topic_to_answer"),
        ]

    def __str__(self) -> str:
        return self.ref


class Author(DistrictOwned):
    """How who raised a topic without an account is reached. Her link is
    `privacy.tracking_code(topic.pk)`."""

    topic = models.OneToOneField(
        Topic, verbose_name=_("议题"), on_delete=models.PROTECT, related_name="author"
    )
    phone = EncryptedCharField(_("手机"), max_length=40, null=True, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("提出人")
        verbose_name_plural = _("提出人")

    def __str__(self) -> str:
        return f"author of {self.topic_id}"


class Support(DistrictOwned):
    """One person's support of a topic, known by the blind index `who` of an account or an
    address. It counts once `confirmed_at` says that the address is hers."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("议题"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    who = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(
        User, verbose_name=_("附议人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    phone = EncryptedCharField(_("手机"), max_length=40, null=True, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    at = models.DateTimeField(_("时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("附议")
        verbose_name_plural = _("附议")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "topic", "who"],
                name="support_once",
                violation_error_message=_("您已经附议过了。"),
            )
        ]

    def __str__(self) -> str:
        return f"support of {self.topic_id}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def shown(self) -> RemarkQuerySet:
        return self.filter(state=RemarkState.SHOWN)


class Remark(Stateful):
    """What somebody says of a topic, or in answer to such a remark: one level deep."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("议题"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("回应"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    text = models.TextField(_("内容"), max_length=1000)
    shown_as = models.CharField(_("署名"), max_length=40)
    by = models.ForeignKey(
        User, verbose_name=_("发言人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    is_official = models.BooleanField(_("单位发言"), default=False)
    at = models.DateTimeField(_("时间"))
    flags = models.PositiveIntegerField(_("被举报次数"), default=0)
    hidden_for = models.CharField(
        _("不公开的原因"), max_length=12, choices=Reason.choices, blank=True
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=RemarkState.choices, default=RemarkState.WAITING,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = RemarkQuerySet.as_manager()
    untracked = Stateful.untracked | {"flags"}

    class Meta(Stateful.Meta):
        verbose_name = _("发言")
        verbose_name_plural = _("发言")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="remark_hidden_has_a_reason",
                condition=~Q(state=RemarkState.HIDDEN) | Q(hidden_for__gt=""),
                violation_error_message=_("不公开要选原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "topic", "at"], name="remark_of_topic"),
            models.Index(fields=["district", "state", "at"], name="remark_by_state"),
        ]

    def __str__(self) -> str:
        return f"remark on {self.topic_id}"


class Flag(DistrictOwned):
    """Somebody thinks that a remark should not be shown; once a person."""

    remark = models.ForeignKey(
        Remark, verbose_name=_("发言"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    who = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("举报")
        verbose_name_plural = _("举报")
        constraints = [
            models.UniqueConstraint(fields=["district", "remark", "who"], name="flag_once")
        ]

    def __str__(self) -> str:
        return f"flag of {self.remark_id}"


class Member(DistrictOwned):
    """One who works on a topic with others, of her own choice, until she leaves."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("议题"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        User, verbose_name=_("组员"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("加入时间"))

    class Meta:
        verbose_name = _("小组成员")
        verbose_name_plural = _("小组成员")
        constraints = [
            models.UniqueConstraint(fields=["district", "topic", "user"], name="topic_member_once")
        ]

    def __str__(self) -> str:
        return f"member of {self.topic_id}"
