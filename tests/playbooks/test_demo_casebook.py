"""The answers of the demo town are those of a desk that has written for a year."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lianxin.casebook import queries, redacting
from lianxin.casebook.models import WORDS, Article, Chapter, Issue, Use
from lianxin.cases.queries import rules_of
from lianxin.kernel import timeline
from lianxin.playbooks.demo import casebook, town


def test_the_town_has_learned_something_of_every_class(noon: dt.datetime) -> None:
    district = town.load(at=noon, count=20).district
    articles = Article.objects.filter(district=district)
    published = list(articles.published())

    assert {one.class_code for one in published} == set(rules_of(district.pk).classes)
    assert [redacting.spots(getattr(one, name)) for one in published for name in WORDS] == [
        [] for _one in published for _name in WORDS
    ]
    assert all(timeline.verify(one) is None for one in published)
    assert 0 < articles.to_review(on=timezone.localdate(noon)).count() < 5
    assert Use.objects.filter(district=district, kind="DEFLECTED").exists()
    numbers = Issue.objects.filter(district=district).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 9))
    assert Chapter.objects.filter(district=district).count() == 10
    assert max(len(queries.versions(one)) for one in published) == 2

    assert casebook.fill(district, at=noon) == articles.count()
