"""C1–C14 once more, by a program: the same rules as on every other face."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.api import tokens
from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case, CaseClock, Photo, Rating, Stint
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from lianxin.operate.worker import run_all
from tests import make
from tests.api.test_rest import Caller

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def desk(client: Client) -> Caller:
    return Caller(client, make.dispatcher())


@pytest.fixture
def handler(client: Client, unit: Organisation) -> Caller:
    return Caller(client, make.handler(unit))


def _do(who: Caller, case: Case, verb: str, status: int = 200, **said: Any) -> Any:
    found, answer = who("post", f"cases/{case.ref}/{verb}", {"note": ""} | said)
    assert found == status, answer
    case.refresh_from_db()
    return answer


def _send(who: Caller, path: str, body: Any, **headers: str) -> Any:
    return who.client.post(
        f"/api/v1/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {who.secret}"} | headers,
    )


def test_a_text_too_long_is_no_case(desk: Caller) -> None:
    """C1, C2: 4,000 characters, and once under one key."""
    told = {"key": str(new_id()), "place": make.root().code, "text": "灯" * 4000}

    long, _ = desk("post", "cases", told | {"text": "灯" * 4001})
    statuses = [desk("post", "cases", told)[0] for _ in range(2)]

    assert (long, statuses, Case.objects.count()) == (422, [201, 200], 1)


def test_what_is_seen_has_no_contact(desk: Caller) -> None:
    """C3, C23: neither does anything else that a program may read."""
    case = make.case(contact=make.contact(phone="13800138000", name="李阿姨"))

    for path in ("", "/timeline"):
        _status, seen = desk("get", f"cases/{case.ref}{path}")
        assert "13800138000" not in json.dumps(seen, ensure_ascii=False)
        assert "李阿姨" not in json.dumps(seen, ensure_ascii=False)


def test_the_moment_of_arrival_stays(
    desk: Caller, handler: Caller, unit: Organisation, now: time_machine.Traveller
) -> None:
    """C4: whatever is done, the promises count from the arrival."""
    case = make.case(class_code="LAND")
    before = case.received_at, _due(case)["RESPOND"]

    _do(desk, case, "assign", unit=unit.code)
    _do(
        handler,
        case,
        "bounce",
        reason="NOT_OUR_DUTY",
        unit=make.organisation().code,
        note="不归我们",
    )
    _do(desk, case, "classify", class_code="WATER", grade="NORMAL")

    assert (case.received_at, _due(case)["RESPOND"]) == before


def test_working_days_are_counted(desk: Caller) -> None:
    """C5: 15 working days from Monday noon end with the day's work three weeks later."""
    case = make.case(class_code="LAND")
    _status, seen = desk("get", f"cases/{case.ref}")

    assert seen["next_due_at"]
    assert _due(case)["FEEDBACK"] == make.NOON + dt.timedelta(days=21, hours=5.5)


def test_a_pause_needs_a_listed_reason_and_a_text(handler: Caller, unit: Organisation) -> None:
    """C6."""
    case = make.case(assigned_to=unit, accepted=True)

    _do(handler, case, "pause", 422, reason="LAZY", note="等等")
    _do(handler, case, "pause", 422, reason="PARTS")
    _do(handler, case, "pause", reason="PARTS", note="灯泡周五到")
    assert case.state == "PAUSED"
    _do(handler, case, "resume")
    assert case.state == "WORKING"


def test_what_is_illegal_names_what_is_legal(desk: Caller) -> None:
    """C7."""
    case = make.case()
    problem = _do(desk, case, "uphold", 409, note="维持")

    assert problem["code"] == "illegal_move"
    assert problem["message"]


def test_the_past_can_be_rebuilt(desk: Caller, handler: Caller, unit: Organisation) -> None:
    """C8."""
    case = make.case()
    _do(desk, case, "assign", unit=unit.code)
    _do(handler, case, "accept")

    assert timeline.rebuild(case, at=make.NOON)["state"] == "RECEIVED"
    assert timeline.rebuild(case, at=make.NOON + HOUR)["state"] == case.state == "WORKING"


def test_the_rule_is_told(desk: Caller) -> None:
    """C9."""
    case = make.case()
    run_all()

    _status, seen = desk("get", f"cases/{case.ref}")
    assert seen["inside"]["routing"]["trail"]


def test_one_leads_and_others_help(
    client: Client, handler: Caller, unit: Organisation, desk: Caller
) -> None:
    """C10: a helper cannot close, and may be asked again."""
    case, other = make.case(assigned_to=unit, accepted=True), make.organisation()
    helper = Caller(client, make.handler(other))

    for _ in range(2):
        seen = _do(handler, case, "ask_help", unit=other.code, note="请出梯子")
        assert seen["inside"]["helpers"] == [other.code]
        _do(helper, case, "answer", 403, outcome="SOLVED", note="好了")
        _do(helper, case, "end_help", unit=other.code, note="做完了")
    assert case.lead == unit


def test_a_unit_accepts_or_bounces_with_a_reason(
    desk: Caller, handler: Caller, unit: Organisation
) -> None:
    """C11, C12: charged to the unit."""
    case, other = make.case(assigned_to=unit), make.organisation()

    _do(handler, case, "bounce", 422, reason="NO", unit=other.code, note="不归我们")
    _do(handler, case, "bounce", reason="NOT_OUR_DUTY", unit=other.code, note="不归我们")

    assert case.state == "RECEIVED"
    assert Stint.objects.filter(case=case, unit=unit).exclude(ended_at=None).exists()


def test_the_requester_urges_once_a_day(desk: Caller, unit: Organisation) -> None:
    """C13: on the phone, too."""
    case = make.case(assigned_to=unit)

    _do(desk, case, "urge", note="两天了")
    _do(desk, case, "urge", 422, note="怎么还没来")


def test_a_later_date_is_asked_for_and_granted(
    desk: Caller, handler: Caller, unit: Organisation
) -> None:
    """C14: before it is due, with a reason; both dates stay."""
    case = make.case(assigned_to=unit, accepted=True, class_code="ROADS")
    first, until = _due(case)["RESOLVE"], make.NOON + dt.timedelta(days=5)

    _do(handler, case, "ask_extension", 422, reason="等配件")
    seen = _do(handler, case, "ask_extension", reason="等配件", until=until.isoformat())
    assert seen["inside"]["extensions"][0]["is_granted"] is None
    _do(handler, case, "grant_extension", 403)
    _do(desk, case, "grant_extension", note="同意")

    clock = CaseClock.objects.get(case=case, name="RESOLVE")
    assert (clock.first_due_at, clock.due_at) == (first, until)


# --- The rest of what a person may do -----------------------------------------------------------


def test_people_meetings_and_verdicts(
    client: Client, desk: Caller, handler: Caller, unit: Organisation
) -> None:
    case, fitter = make.case(assigned_to=unit, accepted=True), make.handler(unit)

    _do(handler, case, "hand", 422, to="nobody")
    assert _do(handler, case, "hand", to=fitter.username)["inside"]["handler"] == fitter.username
    _do(handler, case, "park", reason="要几家一起定")
    _do(desk, case, "carry_over", meeting_on="2026-04-23")
    _do(desk, case, "decide", 422, unit=unit.code, note="换灯杆")
    _do(desk, case, "decide", unit=unit.code, note="换灯杆", due_on="2026-04-30")
    _do(handler, case, "answer", outcome="SOLVED", note="换好了")
    _do(desk, case, "rate", 422, solved="MAYBE")
    _do(desk, case, "rate", solved="NO", note="又坏了", scores={"SPEED": 2})
    assert case.state == "REOPENING"
    _do(desk, case, "uphold", note="已经核实修好。")

    assert (case.state, Rating.objects.get().comment) == ("CLOSED", "又坏了")


def test_a_dispute_is_settled(client: Client, desk: Caller) -> None:
    """CAS-11: parties sign on paper; the mediator writes it down."""
    mediator, case = make.mediator(), make.case(class_code="QUARREL")
    judge = Caller(client, mediator)
    parties = [{"name": "甲"}, {"name": "乙", "phone": "13800138000"}]

    _do(desk, case, "open_mediation", to=mediator.username, parties=parties)
    _do(judge, case, "consent", 422, party="丙方")
    for side in ("甲方", "乙方"):
        _do(judge, case, "consent", party=side)
    _do(judge, case, "set_session", until="2026-03-04T14:00")
    _do(judge, case, "draft_agreement", note="各让一步。")
    for side in ("甲方", "乙方"):
        _do(judge, case, "sign", party=side)

    assert case.mediations.get().outcome
    assert [entry.verb for entry in timeline.of(case)].count("sign") == 2


def test_pictures_come_with_a_deed(client: Client, handler: Caller, unit: Organisation) -> None:
    """C19: a class that wants a picture can be verified by a program."""
    case = make.case(assigned_to=unit, accepted=True, class_code="SAFETY")
    _do(handler, case, "submit", outcome="SOLVED", note="护栏装好了")
    worker, key = Caller(client, make.worker(make.root())), str(new_id())

    def send(verb: str, who: Caller, **said: Any) -> int:
        files = [_file(make.upload())] if said.pop("has_file", True) else []
        answer = client.post(
            f"/api/v1/cases/{case.ref}/pictures/{verb}",
            {"files": files, **said},
            headers={"Authorization": f"Bearer {who.secret}"},
        )
        return int(answer.status_code)

    assert send("pass", worker, has_file=False) == 422
    assert send("pass", handler, key=key) == 403
    assert [send("pass", worker, key=key) for _ in range(2)] == [200, 200]
    case.refresh_from_db()
    assert (case.state, Photo.objects.count()) == ("ANSWERED", 1)


def _file(upload: Any) -> Any:
    upload.content.name = upload.name
    return upload.content


# --- Once, in order, not too often --------------------------------------------------------------


def test_a_deed_is_done_once_under_the_key_of_its_header(desk: Caller, unit: Organisation) -> None:
    """C2."""
    case, key = make.case(), str(new_id())
    path, said = f"cases/{case.ref}/assign", {"unit": unit.code}

    statuses = [_send(desk, path, said, **{"Idempotency-Key": key}).status_code for _ in "ab"]

    assert statuses == [200, 200]
    assert timeline.of(case).filter(verb="assign").count() == 1
    assert _send(desk, path, said, **{"Idempotency-Key": "7"}).status_code == 422


def test_nothing_is_lost_to_somebody_who_looked_earlier(desk: Caller, unit: Organisation) -> None:
    """Two programs on one case."""
    case = make.case()
    seen = desk.client.get(
        f"/api/v1/cases/{case.ref}", headers={"Authorization": f"Bearer {desk.secret}"}
    )
    handling.note(case, note="别人写的", by=None, at=make.NOON)
    path, said = f"cases/{case.ref}/assign", {"unit": unit.code}

    late = _send(desk, path, said, **{"If-Match": seen["ETag"]})
    now = _send(desk, path, said, **{"If-Match": f'"{case.seq}"'})

    assert (late.status_code, late.json()["code"]) == (409, "overtaken")
    assert now.status_code == 200
    assert now["ETag"] == f'"{now.json()["seq"]}"'


def test_who_writes_all_the_time_must_wait(desk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    case = make.case()

    answers = [_send(desk, f"cases/{case.ref}/note", {"note": "x"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert desk("get", f"cases/{case.ref}")[0] == 200


@pytest.mark.parametrize(
    ("language", "word"), [("zh-CN", "没有找到"), ("en", "found"), ("en-GB, zh;q=0.1", "found")]
)
def test_problems_are_told_in_the_language_asked_for(
    desk: Caller, language: str, word: str
) -> None:
    answer = desk.client.get(
        "/api/v1/cases/WH-26-99999",
        headers={"Authorization": f"Bearer {desk.secret}", "Accept-Language": language},
    )

    assert answer.status_code == 404
    assert word in answer.json()["message"]


def test_nobody_learns_of_units_by_what_is_refused(client: Client, unit: Organisation) -> None:
    case = make.case(assigned_to=unit)
    dispatch.accept(case, by=None, at=make.NOON)
    stranger = Caller(client, make.handler(unit))

    assert stranger("post", f"cases/{case.ref}/assign", {"unit": "no-such"})[0] == 403


def _due(case: Case) -> dict[str, dt.datetime]:
    return dict(CaseClock.objects.filter(case=case).values_list("name", "due_at"))
