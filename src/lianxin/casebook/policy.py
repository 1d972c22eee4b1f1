"""Who may write answers: whoever dispatches or manages. Everybody may read what is published."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from lianxin.casebook.models import Article, ArticleQuerySet
from lianxin.cases.models import Case
from lianxin.cases.states import Outcome, State
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Role, User

EDITORS = frozenset({Role.DISPATCHER, Role.MANAGER})


def can_edit(user: User | AnonymousUser, district_id: int, *, on: date) -> bool:
    if not user.is_authenticated or user.district_id != district_id:
        return False
    return not EDITORS.isdisjoint(network.roles_on(user, on=on))


def visible_to(user: User | AnonymousUser, district_id: int, *, on: date) -> ArticleQuerySet:
    """Every answer for editors, what is published for all others."""
    articles: ArticleQuerySet = Article.objects.filter(district_id=district_id)
    return articles if can_edit(user, district_id, on=on) else articles.published()


def require(by: User | None, district_id: int, *, on: date) -> None:
    """Raises `NotAllowed` unless `by` is an editor of the district, or None: the system."""
    if by and not can_edit(by, district_id, on=on):
        raise NotAllowed(_("只有调度员和分管领导可以编写社区答案。"))


def is_fit(case: Case) -> bool:
    """Whether there is something to learn from `case`: it is closed, its trouble is over, and
    it is nobody's secret."""
    is_solved = case.outcome in {Outcome.SOLVED, Outcome.PARTLY}
    return case.state == State.CLOSED and is_solved and not case.is_confidential
