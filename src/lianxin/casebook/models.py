from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.casebook.states import State
from lianxin.cases.models import Case
from lianxin.kernel.models import DistrictOwned, Keyed, Stateful
from lianxin.network.models import Place, User

TITLE, PROBLEM, ANSWER = 120, 1000, 4000  # most characters of each
WORDS = ("title", "problem", "answer")


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        return self.filter(state=State.PUBLISHED)

    def to_review(self, *, on: date) -> ArticleQuerySet:
        """Those that somebody must look at again, since the day for it has come."""
        return self.published().filter(review_on__lte=on)


class Article(Stateful):
    """One question that comes again and again, and its answer. Its versions are its timeline:
    each entry that changed the words holds them."""

    ref = models.CharField(_("编号"), max_length=20)
    class_code = models.CharField(_("类别"), max_length=40, blank=True)
    title = models.CharField(_("标题"), max_length=TITLE)
    problem = models.TextField(_("遇到什么"), max_length=PROBLEM)
    answer = models.TextField(_("怎么办"), max_length=ANSWER)
    kind = models.CharField(_("适用对象"), max_length=20, blank=True)  # empty: everybody
    place = models.ForeignKey(
        Place,
        verbose_name=_("适用范围"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,  # null: the whole district
        blank=True,
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    made_at = models.DateTimeField(_("起草时间"))
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)

    objects: ClassVar[Any] = ArticleQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("社区答案")
        verbose_name_plural = _("社区答案")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="article_ref_once"),
            models.CheckConstraint(
                name="article_published_has_review",
                condition=Q(published_at__isnull=False, review_on__isnull=False)
                | ~Q(state=State.PUBLISHED),
                violation_error_message=_("已发布的答案必须有复核日期。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "made_at"], name="article_by_state"),
            models.Index(fields=["district", "class_code", "state"], name="article_of_class"),
            models.Index(
                fields=["district", "review_on"],
                name="article_to_review",
                condition=Q(state=State.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class ArticleSource(DistrictOwned):
    """A case that an answer was drawn from. Not part of what is published."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="sources")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("答案出处")
        verbose_name_plural = _("答案出处")
        constraints = [
            models.UniqueConstraint(fields=["article", "case"], name="article_source_once")
        ]
        indexes = [
            models.Index(fields=["district", "case"], name="article_from_case"),
            models.Index(fields=["district", "article"], name="sources_of_article"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.case_id}"


class UseKind(models.TextChoices):
    USED = "USED", _("答复时引用")
    DEFLECTED = "DEFLECTED", _("看了就解决，没有再反映")


class Use(Keyed):
    """Once an answer was of use. Holds nothing of whoever read it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(_("方式"), max_length=10, choices=UseKind.choices)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    used_at = models.DateTimeField(_("时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("答案使用")
        verbose_name_plural = _("答案使用")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="use_elsewhere_names_no_case",  # a case where it was used may be deleted
                condition=Q(kind=UseKind.USED) | Q(kind=UseKind.DEFLECTED, case__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["article", "case"], name="use_once_a_case", condition=Q(case__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["district", "article", "used_at"], name="use_of_article")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.kind}"


class Column(Keyed):
    """A series with numbered issues, one answer each (社区答案·你我共学)."""

    slug = models.SlugField(_("网址名"), max_length=40, db_index=False)
    title = models.CharField(_("名称"), max_length=60)
    intro = models.TextField(_("说明"), max_length=500, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("专栏")
        verbose_name_plural = _("专栏")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["district", "slug"], name="column_slug_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Issue(Keyed):
    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField(_("期号"))
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="issues")
    published_at = models.DateTimeField(_("刊出时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("一期")
        verbose_name_plural = _("各期")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["column", "number"], name="issue_number_once"),
            models.UniqueConstraint(fields=["column", "article"], name="issue_article_once"),
        ]
        indexes = [models.Index(fields=["district", "column", "number"], name="issues_of_column")]

    def __str__(self) -> str:
        return f"{self.column_id} {self.number}"


class Collection(Keyed):
    """Answers in a chosen order, to be printed as a book (案例选编)."""

    slug = models.SlugField(_("网址名"), max_length=40, db_index=False)
    title = models.CharField(_("名称"), max_length=60)
    intro = models.TextField(_("前言"), max_length=2000, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("选编")
        verbose_name_plural = _("选编")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["district", "slug"], name="collection_slug_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Chapter(Keyed):
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="chapters")
    rank = models.PositiveIntegerField(_("次序"))
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="chapters")

    class Meta(Keyed.Meta):
        verbose_name = _("篇目")
        verbose_name_plural = _("篇目")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["collection", "rank"], name="chapter_rank_once"),
            models.UniqueConstraint(fields=["collection", "article"], name="chapter_once"),
        ]
        indexes = [
            models.Index(fields=["district", "collection", "rank"], name="chapters_of_book")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.rank}"
