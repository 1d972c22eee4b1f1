"""From a closed case to an answer that anybody may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lianxin.casebook import queries, redacting
from lianxin.casebook.actions import writing
from lianxin.casebook.models import Article
from lianxin.casebook.states import State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from tests import make
from tests.casebook import planted, stories
from tests.casebook.stories import LAMP

HOUR = dt.timedelta(hours=1)


def test_a_draft_holds_nothing_of_whoever_reported_it(noon: dt.datetime) -> None:
    """X40: two hundred planted items, none of them is left."""
    found = planted.corpus()
    assert len(found) == 200

    left = []
    for one in found:
        case = stories.solved(text=one.text, note=f"已修好，已告知。{one.text}"[:2000])
        article = writing.draft(case, by=None, at=noon, key=new_id())
        words = f"{article.title}\n{article.problem}\n{article.answer}"
        left += [one.text] if one.item in words else []

    assert left == []


def test_what_the_case_knows_of_its_requester_is_taken_out_wherever_it_stands(
    noon: dt.datetime,
) -> None:
    contact = make.contact(name="欧阳小宝", phone="0532-8888 1234", email="xb@example.cn")
    case = stories.solved(text="欧阳小宝说路灯不亮。", note="已回复欧阳小宝。", contact=contact)

    article = writing.draft(case, by=None, at=noon, key=new_id())

    assert "欧阳小宝" not in article.title + article.problem + article.answer
    assert "某某说路灯" in article.problem


def test_a_draft_is_made_once_a_case(noon: dt.datetime) -> None:
    case = stories.solved()

    first = writing.draft(case, by=None, at=noon, key=new_id())
    again = writing.draft(case, by=None, at=noon + HOUR, key=new_id())

    assert first.pk == again.pk
    assert first.class_code == "ROADS"


@pytest.mark.parametrize("outcome", ["EXPLAINED", "CANNOT"])
def test_what_was_not_solved_teaches_nothing(noon: dt.datetime, outcome: str) -> None:
    with pytest.raises(IllegalMove):
        writing.draft(stories.solved(outcome=outcome), by=None, at=noon, key=new_id())


def test_what_is_confidential_stays_so(noon: dt.datetime) -> None:
    case = stories.solved()
    case.is_confidential = True

    with pytest.raises(IllegalMove):
        writing.draft(case, by=None, at=noon, key=new_id())


def test_only_editors_write(noon: dt.datetime) -> None:
    case, key = stories.solved(), new_id()

    for stranger in (make.handler(make.organisation()), make.volunteer(), make.user()):
        with pytest.raises(NotAllowed):
            writing.draft(case, by=stranger, at=noon, key=key)
    for editor in (make.dispatcher(), make.manager()):
        assert writing.draft(case, by=editor, at=noon, key=key).ref.startswith("DA-26-")


def test_publishing_refuses_what_is_personal_and_says_where(noon: dt.datetime) -> None:
    """X40."""
    article = stories.article(replace(LAMP, answer="请打 13800138000。"), is_published=False)

    with pytest.raises(Refusal, match="13800138000") as refused:
        writing.publish(article, by=None, at=noon)

    assert refused.value.field == "answer"
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_publishing_knows_the_names_of_the_cases_behind_it(noon: dt.datetime) -> None:
    case = stories.solved(contact=make.contact(name="欧阳小宝"))
    article = writing.draft(case, by=None, at=noon, key=new_id())
    writing.edit(article, replace(LAMP, problem="欧阳小宝家门口很黑。"), by=None, at=noon)

    with pytest.raises(Refusal, match="欧阳小宝"):
        writing.publish(article, by=None, at=noon)


def test_a_published_answer_is_reviewed_after_twelve_months(noon: dt.datetime) -> None:
    """X40."""
    article = stories.article(at=noon)

    assert article.review_on == dt.date(2027, 3, 2)
    assert not Article.objects.to_review(on=dt.date(2027, 3, 1)).exists()
    assert Article.objects.to_review(on=dt.date(2027, 3, 2)).exists()

    writing.renew(article, by=None, at=noon + 365 * 24 * HOUR)
    assert article.review_on == dt.date(2028, 3, 2)


def test_a_review_of_the_leap_day_falls_on_the_28th() -> None:
    leap = dt.datetime(2028, 2, 29, 9, tzinfo=make.SHANGHAI)

    assert writing.next_review(leap) == dt.date(2029, 2, 28)


def test_the_history_shows_what_the_public_could_read(noon: dt.datetime) -> None:
    """X40."""
    article = stories.article(replace(LAMP, title="草稿里的话"), is_published=False)
    writing.edit(article, LAMP, by=None, at=noon)
    writing.publish(article, by=None, at=noon)
    after = replace(LAMP, answer="打市政热线报灯杆编号。")
    writing.edit(article, after, by=None, at=noon + HOUR, note="换了渠道")
    writing.renew(article, by=None, at=noon + 2 * HOUR)

    new, first = queries.versions(article)

    assert (first.number, first.words["title"], list(first.changed)) == (1, LAMP.title, [])
    assert (new.number, new.note, list(new.changed)) == (2, "换了渠道", ["answer"])
    assert "草稿里的话" not in str([first, new])
    assert timeline.verify(article) is None


def test_a_published_answer_changes_only_with_a_reason(noon: dt.datetime) -> None:
    article = stories.article()

    with pytest.raises(Refusal) as refused:
        writing.edit(article, replace(LAMP, answer="别的办法"), by=None, at=noon)

    assert refused.value.field == "note"


def test_a_retired_answer_is_seen_by_editors_only(noon: dt.datetime) -> None:
    article = stories.article()
    writing.retire(article, note="规定变了", by=None, at=noon)

    assert not queries.published(article.district_id).exists()
    with pytest.raises(IllegalMove):
        writing.retire(article, note="再来一次", by=None, at=noon)
    writing.publish(article, by=None, at=noon, note="又适用了")
    assert queries.published(article.district_id).exists()


def test_pieces_lose_nothing() -> None:
    for one in planted.corpus():
        assert "".join(piece.text for piece in redacting.pieces(one.text)) == one.text
