"""Promises with evidence, a frozen original and an outcome (COM-01, 02, 03, 06, 07)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lianxin.commitments import actions, policy, queries
from lianxin.commitments.actions import Promised, alarms
from lianxin.commitments.actions.evidence import Proof, make_evidence_ready
from lianxin.commitments.models import Commitment, Evidence, Milestone, Programme
from lianxin.commitments.notices import KINDS, PromiseNotice
from lianxin.commitments.progress import Light
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.outbox import wording
from lianxin.outbox.models import Message
from tests import make
from tests.commitments.making import DAY, PAPER, done, fresh, site, step, world
from tests.kernel.race import race
from tests.make import NOON


def known(row: Commitment, *, later: int = 0) -> queries.Known:
    return queries.one_known(fresh(row), on=(NOON + later * DAY).date())


def test_a_draft_is_seen_by_who_draws_it_up_and_by_everybody_once_published() -> None:
    made = world(public=False)
    district, on, stranger = made.unit.district_id, NOON.date(), make.user()
    assert made.programme not in policy.programmes_visible_to(stranger, district, on=on)
    assert made.row not in policy.visible_to(stranger, district, on=on)
    assert made.row in policy.visible_to(made.lead, district, on=on)
    assert made.row in policy.visible_to(made.works, district, on=on)

    actions.publish(made.programme, by=made.lead, at=NOON)
    assert made.programme in policy.programmes_visible_to(stranger, district, on=on)
    assert made.row in policy.visible_to(stranger, district, on=on)
    told = Message.objects.get(district_id=district, to=made.works)
    assert told.kind == "programme_published"


def test_the_same_key_is_one_list_and_one_promise() -> None:
    made, key = world(), new_id()
    wanted = Promised("新增停车位", made.owner, dt.date(2026, 9, 1), target=1651, unit_word="个")

    first = actions.promise(made.programme, wanted, by=made.lead, at=NOON, key=key)
    again = actions.promise(made.programme, wanted, by=made.lead, at=NOON, key=key)
    assert first.pk == again.pk
    assert (first.number, first.measure, first.state) == (2, "SITES", "RUNNING")
    assert Message.objects.filter(
        district_id=made.unit.district_id, to=made.works, kind="promise_given"
    ).exists()


def test_progress_is_what_the_reached_steps_weigh() -> None:
    """X39."""
    made = world()
    light, heavy = step(made, "选址", 1), step(made, "建成", 3)
    assert (known(made.row).percent, known(made.row).light) == (0, Light.WAITING)

    actions.reach(light, proof=PAPER, by=made.works, at=NOON)
    assert (known(made.row).percent, known(made.row).light) == (25, Light.ON_TRACK)
    with pytest.raises(IllegalMove):
        actions.reach(light, proof=PAPER, by=made.works, at=NOON)
    heavy.commitment = fresh(made.row)
    actions.reach(heavy, proof=Proof(place="学苑社区 3 号楼东侧"), by=made.works, at=NOON)
    assert known(made.row).percent == 100


def test_nothing_is_reached_without_something_that_shows_it() -> None:
    """X39: neither by the deed nor behind its back."""
    made = world(target=2, unit_word="部")
    mark, spot = step(made), site(made)
    with pytest.raises(Refusal, match="佐证"):
        actions.reach(mark, proof=Proof(), by=made.works, at=NOON)
    with pytest.raises(Refusal, match="佐证"):
        actions.build(spot, proof=Proof(), by=made.works, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(district_id=mark.district_id, pk=mark.pk).update(
            reached_on=NOON.date()
        )


def test_a_countable_promise_counts_what_stands_at_its_sites() -> None:
    """90 lifts, one after the other."""
    made = world(target=90, unit_word="部")
    first, second = site(made, "学苑 3 号楼", 2), site(made, "海韵 7 号楼", 43)

    actions.build(first, proof=PAPER, by=made.works, at=NOON)
    assert (known(made.row).done, known(made.row).percent) == (2, 2)
    second.commitment = fresh(made.row)
    actions.build(second, proof=PAPER, by=made.works, at=NOON)
    assert (known(made.row).done, known(made.row).percent) == (45, 50)


def test_an_indicator_goes_its_way_up_or_down() -> None:
    made = world(measure="VALUE", target=20, baseline=60, unit_word="分钟")
    with pytest.raises(Refusal, match="佐证"):
        actions.report(made.row, text="平均缩短", value=40, by=made.works, at=NOON)

    actions.report(made.row, text="平均缩短", value=40, proof=PAPER, by=made.works, at=NOON)
    assert known(made.row).percent == 50


def test_the_first_words_target_and_day_stay_when_a_promise_changes() -> None:
    """X39."""
    made = world(target=90, unit_word="部")
    with pytest.raises(Refusal, match="原因"):
        actions.change(made.row, target=60, by=made.lead, at=NOON)
    with pytest.raises(NotAllowed):
        actions.change(made.row, target=60, reason="地下管线", by=made.works, at=NOON)

    later = dt.date(2026, 12, 31)
    actions.change(
        made.row, target=60, due_on=later, reason="地下管线要先迁", by=made.lead, at=NOON
    )
    row = fresh(made.row)
    assert (row.target, row.due_on) == (60, later)
    assert (row.first_target, row.first_due_on) == (90, made.row.first_due_on)
    assert known(row).is_changed
    last = timeline.of(row).reverse()[0]
    assert (last.verb, last.audience, last.note) == ("change", "PUBLIC", "地下管线要先迁")


def test_a_draft_is_put_right_without_a_trace_of_an_original() -> None:
    made = world(public=False, target=90, unit_word="部")
    actions.change(made.row, target=80, by=made.lead, at=NOON)
    assert (fresh(made.row).target, fresh(made.row).first_target) == (80, 80)


def test_silence_shows_from_the_31st_day_and_the_owner_hears_before() -> None:
    """X39."""
    made = world(due_on=dt.date(2026, 12, 1))
    assert [known(made.row, later=n).quiet for n in (30, 31)] == [0, 31]

    district = made.unit.district_id
    assert alarms.remind(district, at=NOON + 22 * DAY) == 0
    assert alarms.remind(district, at=NOON + 23 * DAY) == 1
    assert alarms.remind(district, at=NOON + 23 * DAY) == 0
    kinds = Message.objects.filter(district_id=district, to=made.works).values_list("kind")
    assert ("promise_remind",) in kinds
    actions.report(fresh(made.row), text="已开工", by=made.works, at=NOON + 25 * DAY)
    assert known(made.row, later=31).quiet == 0
    assert known(made.row, later=56).quiet == 31


def test_every_colour_has_its_day() -> None:
    made = world()  # due on 30 June
    assert known(made.row).light == Light.WAITING
    actions.report(fresh(made.row), text="已开工", by=made.works, at=NOON)
    assert known(made.row).light == Light.ON_TRACK
    assert known(made.row, later=100).light == Light.NEAR
    assert known(made.row, later=121).light == Light.LATE
    step(made, "招标", due_on=NOON.date())
    assert known(made.row, later=1).light == Light.LATE


def test_done_is_said_by_the_owner_and_judged_by_another() -> None:
    made = world()
    mark = step(made)
    with pytest.raises(Refusal, match="0%"):
        actions.finish(made.row, text="都好了", by=made.works, at=NOON)
    actions.reach(mark, proof=PAPER, by=made.works, at=NOON)
    row = fresh(made.row)
    actions.finish(row, text="都好了", by=made.works, at=NOON)
    with pytest.raises(NotAllowed):
        actions.settle(row, outcome="KEPT", note="好", proof=PAPER, by=made.works, at=NOON)

    actions.send_back(row, note="缺电梯年检", by=made.lead, at=NOON)
    actions.finish(row, text="补了年检", proof=PAPER, by=made.works, at=NOON)
    actions.settle(row, outcome="KEPT", note="已全部运行", proof=Proof(), by=made.lead, at=NOON)
    assert known(row).light == Light.DONE
    assert fresh(row).proof is not None
    assert timeline.verify(fresh(row)) is None


def test_what_is_not_wholly_done_is_not_called_kept() -> None:
    made = world()
    step(made)
    with pytest.raises(Refusal, match="部分兑现"):
        actions.settle(made.row, outcome="KEPT", note="好", proof=PAPER, by=made.lead, at=NOON)
    with pytest.raises(Refusal, match="佐证"):
        actions.settle(
            made.row, outcome="NOT_KEPT", note="没做", proof=Proof(), by=made.lead, at=NOON
        )

    actions.settle(
        made.row, outcome="NOT_KEPT", note="管线没迁完", proof=PAPER, by=made.lead, at=NOON
    )
    assert known(made.row).light == Light.NOT_KEPT


def test_a_list_ends_when_every_promise_has_an_outcome_and_what_shows_it() -> None:
    """X2."""
    made = world()
    assert queries.lacking(made.programme) == [made.row]
    with pytest.raises(Refusal, match="老楼加装电梯"):
        actions.end(made.programme, by=made.lead, at=NOON)

    done(made)
    assert queries.lacking(made.programme) == [made.row]
    actions.settle(made.row, outcome="KEPT", note="好", proof=Proof(), by=made.lead, at=NOON)
    assert queries.lacking(made.programme) == []
    actions.end(made.programme, by=made.lead, at=NOON)
    assert made.programme.state == "ENDED"
    with pytest.raises(Refusal, match="收官"):
        actions.promise(
            made.programme, Promised("再来", made.owner, dt.date(2026, 9, 1)), by=made.lead,
            at=NOON, key=new_id(),
        )  # fmt: skip


def test_an_outcome_without_what_shows_it_is_refused_by_the_database() -> None:
    """X2."""
    made = world()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(district_id=made.row.district_id, pk=made.row.pk).update(
            state="SETTLED", outcome="KEPT", outcome_note="好", settled_on=NOON.date()
        )


def test_a_picture_is_drawn_anew_before_anybody_sees_it() -> None:
    made = world()
    mark, photo = step(made), make.upload()
    actions.reach(mark, proof=Proof(photos=[photo]), by=made.works, at=NOON)
    row = Evidence.objects.get(district_id=made.row.district_id)
    assert (row.state, row.kind) == ("PENDING", "PHOTO")

    make_evidence_ready.func(str(row.pk))
    row.refresh_from_db()
    assert row.state == "READY"
    assert str(row.thumb.name).endswith(".thumb.jpg")


def test_a_promise_knows_what_it_came_of() -> None:
    made = world()
    of = make.case()
    wanted = Promised("修路灯", made.owner, dt.date(2026, 9, 1))
    row = actions.promise(
        made.programme, wanted, by=made.lead, at=NOON, key=new_id(), came_of=Thing.of(of)
    )
    steps = lineage.ancestors(of.district_id, Thing.of(row))
    assert [one.link.source.id for one in steps] == [of.pk]


def test_who_may_do_what() -> None:
    made, stranger = world(), make.handler(make.organisation())
    mark = step(made)
    for deed in (
        lambda: actions.report(made.row, text="好", by=stranger, at=NOON),
        lambda: actions.reach(mark, proof=PAPER, by=stranger, at=NOON),
        lambda: actions.end(made.programme, by=made.works, at=NOON),
        lambda: actions.publish(made.programme, by=stranger, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            deed()
    actions.report(made.row, text="督办过", by=make.manager(), at=NOON)


def test_a_deed_done_twice_under_one_key_is_done_once() -> None:
    made, key = world(), new_id()
    actions.report(made.row, text="已开工", by=made.works, at=NOON, key=key)
    with pytest.raises(Repeated):
        actions.report(fresh(made.row), text="已开工", by=made.works, at=NOON, key=key)


@pytest.mark.django_db(transaction=True)
def test_two_promises_at_once_get_two_numbers() -> None:
    made = world()

    def put(n: int) -> int:
        wanted = Promised(f"第 {n} 件", made.owner, dt.date(2026, 9, 1))
        rows = Programme.objects.filter(district_id=made.unit.district_id).whole()
        programme = rows.get(pk=made.programme.pk)
        return actions.promise(programme, wanted, by=None, at=NOON, key=new_id()).number

    assert sorted(race(put, runners=3)) == [2, 3, 4]


@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind: str) -> None:
    told = PromiseNotice(
        kind=kind, ref="WHC-26-00001", subject="加装电梯", link="/x/", text="23",
        until="2026-06-30",
    )  # fmt: skip
    for language in ("zh-hans", "en"):
        worded = wording.render(kind, vars(told), language)
        assert all("加装电梯" in part for part in (worded.subject, worded.body, worded.short))
