"""From an idea to an association, and a project from plan to report (NET-20)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction

from lianxin.incubation import actions, policy, queries
from lianxin.incubation.actions import retention
from lianxin.incubation.models import Cycle, Group
from lianxin.incubation.notices import KINDS, GroupNotice
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal, Repeated
from lianxin.network.models import Organisation, User
from lianxin.outbox import wording
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.kernel.race import race
from tests.make import NOON


@dataclass
class Nest:
    group: Group
    host: User
    lead: User


def nest() -> Nest:
    street = make.organisation(name="海韵街道孵化中心", kind="STREET_OFFICE")
    host, lead = make.handler(street), make.user()
    told = actions.Told("邻里帮", "给老人跑腿", make.place(), street, people=5, lead=lead)
    made = actions.take_in(street.district, told, by=host, at=NOON, key=new_id())
    return Nest(fresh(made), host, lead)


def fresh(of: Group) -> Group:
    found: Group = Group.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    return found


def shown(of: Nest) -> None:
    for item in queries.missing(of.group):
        if item.code != "CYCLE":
            actions.show(of.group, item.code, by=of.host, at=NOON)


def registered() -> Nest:
    made = nest()
    shown(made)
    actions.go_on(made.group, by=made.host, at=NOON)
    shown(made)
    actions.register(made.group, code="ngo-help", registration="民 1", by=made.host, at=NOON)
    return made


def cycle(of: Nest) -> Cycle:
    made = actions.plan(
        of.group, title="暑期看护", text="两个月", starts_on=NOON.date(),
        ends_on=dt.date(2026, 5, 1), by=of.lead, at=NOON, key=new_id(),
    )  # fmt: skip
    actions.begin(made, promised_fen=500_000, by=of.host, at=NOON)
    return made


def test_what_is_missing_is_said_by_name() -> None:
    made = nest()

    with pytest.raises(Refusal, match=r"活动计划.*发起人名单.*活动场地"):
        actions.go_on(made.group, by=made.host, at=NOON)
    actions.show(made.group, "PLAN", note="每周一次", by=made.host, at=NOON)
    actions.show(made.group, "PLAN", by=made.host, at=NOON)
    with pytest.raises(Refusal) as refused:
        actions.go_on(made.group, by=made.host, at=NOON)
    assert "活动计划" not in refused.value.message


def test_a_group_becomes_a_unit_when_it_is_registered_and_active_after_a_project() -> None:
    made = registered()

    unit = Organisation.objects.get(code="ngo-help")
    assert (made.group.state, made.group.organisation, unit.kind) == ("REGISTERED", unit, "NGO")
    shown(made)
    with pytest.raises(Refusal, match="验收过一个项目"):
        actions.go_on(made.group, by=made.host, at=NOON)
    project = cycle(made)
    actions.report(project, text="看护了十二个孩子", spent_fen=480_000, by=made.lead, at=NOON)
    actions.accept(project, by=made.host, at=NOON)
    actions.go_on(made.group, by=made.host, at=NOON)

    assert made.group.state == "ACTIVE"
    assert timeline.verify(made.group) is None
    assert Message.objects.filter(to=made.lead, kind="group_stage").count() == 3


def test_registering_needs_a_number_and_a_code_nobody_has() -> None:
    made = nest()
    shown(made)
    actions.go_on(made.group, by=made.host, at=NOON)
    shown(made)

    with pytest.raises(Refusal, match="登记证号"):
        actions.go_on(made.group, by=made.host, at=NOON)
    for code, number in (("desk", "民 1"), ("ngo-help", " ")):
        with pytest.raises(Refusal):
            actions.register(made.group, code=code, registration=number, by=made.host, at=NOON)
    assert made.group.state == "TRIAL"


def test_a_report_is_sent_back_or_accepted_by_the_incubator_alone() -> None:
    made = registered()
    project = cycle(made)

    with pytest.raises(NotAllowed):
        actions.begin(project, promised_fen=1, by=made.lead, at=NOON)
    with pytest.raises(Refusal):
        actions.report(project, text=" ", spent_fen=1, by=made.lead, at=NOON)
    actions.report(project, text="办了", spent_fen=1, by=made.lead, at=NOON)
    assert Message.objects.filter(to=made.host, kind="cycle_reported").exists()
    with pytest.raises(NotAllowed):
        actions.accept(project, by=made.lead, at=NOON)
    actions.send_back(project, note="补照片", by=made.host, at=NOON)
    assert "补照片" in Message.objects.get(kind="cycle_answered").facts["text"]
    actions.stop(project, reason="没有场地了", by=made.lead, at=NOON)
    with pytest.raises(IllegalMove):
        actions.report(project, text="办了", spent_fen=1, by=made.lead, at=NOON)


def test_a_project_comes_after_the_idea_and_the_same_key_is_one() -> None:
    made, key = nest(), new_id()
    told = {"title": "试", "text": "试", "starts_on": NOON.date(), "ends_on": NOON.date()}

    with pytest.raises(Refusal, match="试运行以后"):
        actions.plan(made.group, **told, by=made.lead, at=NOON, key=key)  # type: ignore[arg-type]  # plain values
    shown(made)
    actions.go_on(made.group, by=made.host, at=NOON)
    rows = [
        actions.plan(made.group, **told, by=made.lead, at=NOON, key=key).pk  # type: ignore[arg-type]  # as above
        for _again in range(2)
    ]
    assert rows[0] == rows[1]


def test_it_ends_with_a_reason_and_goes_to_another_incubator() -> None:
    made, other = nest(), make.organisation(name="区孵化中心")
    actions.hand_over(made.group, to=other, by=made.host, at=NOON)
    assert made.group.incubator == other
    by, key = make.handler(other), new_id()

    with pytest.raises(NotAllowed):
        actions.close(made.group, reason="散了", by=made.host, at=NOON)
    with pytest.raises(Refusal):
        actions.close(made.group, reason=" ", by=by, at=NOON)
    actions.close(made.group, reason="散了", by=by, at=NOON, key=key)
    with pytest.raises(Repeated):
        actions.close(made.group, reason="散了", by=by, at=NOON, key=key)
    assert (made.group.state, made.group.reason) == ("CLOSED", "散了")


def test_who_takes_in_and_who_sees() -> None:
    made = nest()
    told = actions.Told("又一个", "做事", make.place(), made.group.incubator)
    district, on = made.group.district, NOON.date()

    with pytest.raises(NotAllowed):
        actions.take_in(
            district, told, by=make.handler(make.organisation()), at=NOON, key=new_id()
        )
    for by in (made.host, made.lead, make.manager(), make.dispatcher()):
        assert policy.visible_to(by, district.pk, on=on).exists()
    assert not policy.visible_to(make.user(), district.pk, on=on).exists()
    assert not policy.public(district.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_it_at_once_one_wins() -> None:
    made = nest()
    shown(made)
    actions.go_on(made.group, by=made.host, at=NOON)
    shown(made)

    def register(n: int) -> object:
        return actions.register(
            fresh(made.group), code=f"ngo-{n}", registration="民 1", by=None, at=NOON
        )

    answers = race(register, runners=2)

    assert answers.count(None) == 1
    assert Organisation.objects.filter(code__startswith="ngo-").count() == 1


def test_the_table_refuses_what_no_action_would_write() -> None:
    rows = Group.objects.filter(pk=nest().group.pk)

    for changes in ({"state": "REGISTERED"}, {"state": "CLOSED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind: str, language: str) -> None:
    told = GroupNotice(kind=kind, ref="WHF-26-00001", subject="邻里帮", link="/x/", text="试运行")
    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "WHF-26-00001" in part
        assert "邻里帮" in part


def idea(**fields: object) -> actions.Idea:
    told: dict[str, object] = {
        "name": "银滩棋友会", "about": "教孩子下棋", "place": make.place(), "people": 4,
        "contact": "周阿姨", "phone": "139 0000 8812", "email": "zhou@example.cn",
    }  # fmt: skip
    return actions.Idea(**(told | fields))  # type: ignore[arg-type]  # plain values


def test_a_resident_puts_a_group_forward_and_the_street_answers() -> None:
    street = make.organisation(name="海韵街道办事处", kind="STREET_OFFICE")
    host, key = make.handler(street), new_id()

    made = [actions.propose(make.district(), idea(), at=NOON, key=key) for _again in range(2)]
    assert made[0].pk == made[1].pk
    group = fresh(made[0])
    assert (group.state, group.incubator) == ("PROPOSED", street)
    assert (
        Message.objects.get(to=host, kind="group_proposed").facts["until"].startswith("2026-03-17")
    )
    assert Delivery.objects.filter(kind="group_received").count() == 1
    assert not policy.public(group.district_id).exists()

    with pytest.raises(NotAllowed):
        actions.take_up(group, by=make.handler(make.organisation()), at=NOON)
    with pytest.raises(IllegalMove):
        actions.go_on(group, by=host, at=NOON)
    actions.take_up(group, by=host, at=NOON)
    assert (group.state, timeline.verify(group)) == ("IDEA", None)
    assert Delivery.objects.filter(kind="group_stage").count() == 1
    with pytest.raises(IllegalMove):
        actions.decline(group, reason="人太少", by=host, at=NOON)


def test_what_is_not_taken_up_has_a_reason_she_reads() -> None:
    street = make.organisation(name="海韵街道办事处", kind="STREET_OFFICE")
    group = actions.propose(make.district(), idea(), at=NOON, key=new_id())
    host = make.handler(street)

    with pytest.raises(Refusal, match="写明"):
        actions.decline(group, reason=" ", by=host, at=NOON)
    actions.decline(group, reason="已有一样的", by=host, at=NOON)
    assert group.state == "CLOSED"
    assert "已有一样的" in Delivery.objects.get(kind="group_stage").facts["text"]
    assert retention.keep_terms(group.district_id, at=NOON + dt.timedelta(days=365)) == 0
    assert retention.keep_terms(group.district_id, at=NOON + dt.timedelta(days=366)) == 1


def test_a_proposal_needs_a_number_an_account_or_an_incubator() -> None:
    for bad in ({"contact": " "}, {"phone": "12"}):
        make.organisation(name="海韵街道办事处", kind="STREET_OFFICE")
        with pytest.raises(Refusal):
            actions.propose(make.district(), idea(**bad), at=NOON, key=new_id())
    Organisation.objects.filter(kind="STREET_OFFICE").update(is_active=False)
    with pytest.raises(Refusal, match="孵化平台"):
        actions.propose(make.district(), idea(), at=NOON, key=new_id())
    make.organisation(name="海韵街道", kind="STREET_OFFICE")
    user = make.user()
    bare = idea(contact="", phone="", email="")
    group = actions.propose(make.district(), bare, user=user, at=NOON, key=new_id())
    assert group.lead == user
