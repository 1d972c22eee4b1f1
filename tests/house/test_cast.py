"""Every address × every kind of person, against a written table: who gets a page, who may do.

A new address without a row fails. `sees` and `does` say who gets a page or may do the deed; for
everybody else the answer is a sign-in page, a 404 or a 403, and nothing has changed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lianxin
from tests.house import cast_following as following
from tests.house.cast import (
    ADDRESSES,
    ALL,
    CASE_DEEDS,
    CAST,
    DESK,
    EDITORS,
    FILING,
    HERE,
    INVITING,
    OPERATOR,
    ORDERING,
    OVERSIGHT,
    READERS,
    UNIT,
    Row,
    World,
    is_let_in,
    path_to,
)
from tests.house.cast_promises import PROMISES
from tests.house.cast_together import TOGETHER
from tests.house.cast_visits import VISITS

NAME = re.compile(r"""["']([a-z]+:[a-z_0-9]+)["']""")  # as "studies:library"
TABLE: dict[str, Row] = {
    # the public
    "town:home": Row(sees=ALL),
    "town:published": Row(sees=ALL),
    "town:published_case": Row(),  # it is not published
    "town:units": Row(sees=ALL),
    "town:find": Row(sees=ALL),
    "town:cards": Row(sees=HERE),
    "town:card": Row(sees=HERE),
    "exchange:catalogue": Row(sees=ALL),
    "exchange:shapes": Row(sees=ALL),
    "exchange:saved": Row(sees=ALL, does=ALL),
    "exchange:end_saved": Row(),  # not hers; who may what, tests/web/test_catalogue.py
    "exchange:saved_letter": Row(),  # no such letter
    "exchange:orders": Row(sees=ORDERING),
    "exchange:ask": Row(sees=FILING, does=FILING),
    "exchange:visits": Row(sees=ORDERING),
    "exchange:mine": Row(sees=ORDERING),
    "exchange:new": Row(sees=ORDERING),
    "exchange:excel": Row(sees=ORDERING, does=ORDERING),
    "exchange:take_out": Row(does=ORDERING),
    "exchange:lists": Row(sees=ORDERING),
    "exchange:collections": Row(sees=ALL),
    "exchange:collection": Row(),  # none there; who may what, tests/web/test_collections.py
    "exchange:collection_xlsx": Row(),
    "exchange:collecting_all": Row(sees=ORDERING, does=ORDERING),
    "exchange:collecting_one": Row(),
    "exchange:uncollect": Row(),
    **{
        f"exchange:{name}": Row()  # no such order; who may what, tests/web/test_exchange.py
        for name in (
            "listing",
            "take",
            "choose_stop",
            "call_off_stop",
            "rate_stop",
            "people",
            "attend",
            "miss",
            "correct",
            "hand_over",
            "certify",
            "certificate",
            "verify_certificate",
            "revoke_certificate",
            "visit",
            "fault",
            "receipt",
            "cancel",
            "rate",
            "stop",
            "shortlist",
            "award",
            "refuse",
            "claim",
            "dispatch",
            "accept",
            "decline",
            "deliver",
            "drop",
            "series",
            "week",
            "confirmed",
            "write",  # there is no such kind
            "edition",
            "edition_docx",
            "edition_xlsx",
            "enlist",
            "delist",
            "blank",
            "own",
            "confirm",
            "withdraw",
            "close",
            "settle",
            "send_back",
            "sessions",
            "change_session",
            "call_off",
            "spaces",
            "change_space",
            "close_space",
            "reopen_space",
        )
    },
    "volunteering:home": Row(sees=ALL),
    "volunteering:teams": Row(sees=ALL),
    "volunteering:found": Row(sees=EDITORS, does=EDITORS),
    "volunteering:mine": Row(sees=ALL),
    "volunteering:profile": Row(sees=ALL, does=ALL),
    "me:data": Row(sees=HERE),
    "me:export_data": Row(sees=HERE),
    "me:erase_data": Row(does=HERE),
    "exchange:forget": Row(does=ALL),
    "volunteering:forget": Row(does=ALL),
    "volunteering:runs": Row(sees=ORDERING),
    "volunteering:new": Row(sees=ORDERING, does=ORDERING),
    "volunteering:hours": Row(sees=ORDERING),
    "volunteering:helpers": Row(sees=ORDERING | {"worker"}),
    "volunteering:corrections": Row(sees=ORDERING),
    **{
        f"volunteering:{name}": Row()  # none there; who may what, tests/web/test_volunteering*.py
        for name in (
            "shift",
            "sign_up",
            "walk_in",
            "poster",
            "team",
            "ask",
            "edit",
            "decide",
            "invite",
            "take_on",
            "hide",
            "certify",
            "join",
            "leave",
            "service",
            "check",
            "give_up",
            "correct",
            "door",
            "here",
            "check_here",
            "verify",
            "certificate",
            "revoke",
            "answer",
            "run",
            "screen",
            "call_roll",
            "add_manual",
            "agree_manual",
            "call_off",
        )
    },
    # challenges and what came of introductions; who may what of one, tests/web/test_challenges.py
    # and tests/web/test_introductions.py
    "challenges:home": Row(sees=ALL),
    "challenges:new": Row(sees=UNIT | {"helper", "partner"}, does=UNIT | {"helper", "partner"}),
    **{
        f"challenges:{name}": Row()
        for name in (
            "own",
            "application",
            "withdraw",
            "own_paper",
            "report",
            "submission",
            "declare",
            "score",
            "paper",
            "challenge",
            "ask",
            "apply",
            "review",
            "run",
            "decision",
            "answer",
            "appoint",
            "dismiss",
            "set_up",
            "award",
            "advance",
            "fail",
            "plan",
            "finish",
            "stop",
            "accept",
            "send_back",
            "pay",
        )
    },
    "introductions:funnel": Row(sees=OVERSIGHT),
    "introductions:rows": Row(sees=ORDERING | {"auditor"}),
    "introductions:export": Row(sees=ORDERING | {"auditor"}),
    "introductions:new": Row(sees=EDITORS, does=EDITORS),
    "introductions:occasions": Row(sees=OVERSIGHT),
    "introductions:add_occasion": Row(does=EDITORS),
    **{
        f"introductions:{name}": Row()
        for name in (
            "introduction",
            "say",
            "record",
            "receive",
            "correct",
            "fall_through",
            "revive",
            "plan",
            "replan",
            "report",
            "accept",
            "send_back",
            "carry_out",
            "saying",
        )
    },
    **PROMISES,
    **TOGETHER,
    **VISITS,
    # groups on their way; who may what of one, tests/web/test_incubation.py
    "incubation:home": Row(sees=ORDERING | {"auditor"}),
    "incubation:export": Row(sees=ORDERING | {"auditor"}),
    "incubation:new": Row(sees=ORDERING, does=ORDERING),
    "incubation:town": Row(sees=ALL),
    "incubation:propose": Row(sees=ALL, does=ALL),
    **{
        f"incubation:{name}": Row()
        for name in (
            "group",
            "known",
            "followed",
            "plan_by_code",
            "report_by_code",
            "take_up",
            "decline",
            "show",
            "go_on",
            "register",
            "hand_over",
            "close",
            "plan",
            "begin",
            "report",
            "send_back",
            "accept",
            "stop",
        )
    },
    **following.ROWS,
    # agreements with partners; who may what of one, tests/web/test_partnering.py
    "partnering:home": Row(sees=ORDERING | {"auditor"}),
    "partnering:export": Row(sees=ORDERING | {"auditor"}),
    "partnering:new": Row(sees=ORDERING, does=ORDERING),
    "partnering:town": Row(sees=ALL),
    **{
        f"partnering:{name}": Row()
        for name in (
            "kept",
            "by_link",
            "link_sign",
            "link_remark",
            "link_confirm",
            "link_dispute",
            "link_say",
            "reach",
            "ask_again",
            "say",
            "agreement",
            "edit",
            "settlement",
            "sign",
            "sign_with",
            "drop",
            "end",
            "renew",
            "record",
            "confirm",
            "dispute",
            "withdraw",
        )
    },
    "exchange:convert": Row(sees=ORDERING, does=ORDERING),
    "exchange:chains": Row(sees=ALL),
    "exchange:chains_xlsx": Row(sees=ALL),
    "exchange:came_of": Row(sees=READERS),
    "me:report": Row(sees=ALL, does=ALL),
    "questions:ask": Row(sees=ALL),
    "questions:forms": Row(sees=OPERATOR, does=OPERATOR),
    "questions:put": Row(does=OPERATOR),
    "questions:sheet": Row(),
    "me:similar": Row(does=ALL),
    "me:track": Row(sees=ALL, does=ALL),
    "me:case": Row(sees=ALL),
    "me:supply": Row(does=ALL),
    "me:urge": Row(does=ALL),
    "me:withdraw": Row(does=ALL),
    "me:agree": Row(does=ALL),
    "me:forbid": Row(does=ALL),
    "me:hear": Row(),
    "me:rate": Row(sees=ALL, does=ALL),
    "me:photo": Row(),
    "me:answers": Row(sees=ALL, does=ALL),
    "me:solved": Row(),  # there is no such answer
    "me:thanks": Row(),
    # the casebook
    "casebook:home": Row(sees=ALL),
    "casebook:article": Row(),  # there is no such answer, column or collection
    "casebook:versions": Row(),
    "casebook:column": Row(),
    "casebook:column_atom": Row(),
    "casebook:column_json": Row(),
    "casebook:collection": Row(),
    "casebook:book_docx": Row(),
    "casebook:book_pdf": Row(),
    "casebook:atom": Row(sees=ALL),
    "casebook:json": Row(sees=ALL),
    "casebook:drafts": Row(sees=EDITORS),
    "casebook:write": Row(sees=EDITORS, does=EDITORS),
    "casebook:series": Row(sees=EDITORS),
    "casebook:open_column": Row(does=EDITORS),
    "casebook:open_collection": Row(does=EDITORS),
    "casebook:edit": Row(),
    "casebook:publish": Row(),
    "casebook:renew": Row(),
    "casebook:retire": Row(),
    "casebook:dismiss": Row(),
    "casebook:issue": Row(),
    "casebook:collect": Row(),
    "casebook:draft": Row(does=EDITORS),
    # one case
    "cases:detail": Row(sees=READERS),
    "cases:dossier": Row(sees=READERS, does=UNIT | DESK | {"helper"}),
    "cases:photo": Row(),
    "cases:thumbnail": Row(),
    **{f"cases:{verb}": Row(does=who) for verb, who in CASE_DEEDS.items()},
    # by links of their own
    "outside:reply": Row(),
    "mediation:party": Row(),
    "mediation:home": Row(sees=frozenset({"mediator"})),
    "mediation:agreement": Row(),
    # what fits
    "matching:home": Row(sees=ORDERING),
    "matching:hide": Row(),  # nothing was suggested; who may what, tests/web/test_matching.py
    "matching:restore": Row(),
    "matching:introduce": Row(),
    "matching:for_case": Row(sees=READERS),
    "matching:offer_post": Row(),
    "matching:profile": Row(sees=HERE, does=HERE),
    "matching:forget": Row(does=HERE),
    "matching:alerts": Row(),
    "matching:firm": Row(),
    "matching:invite": Row(),
    "matching:call": Row(),
    "matching:end_call": Row(),
    "matching:invited": Row(),
    "matching:rounds": Row(sees=HERE),
    "matching:open_round": Row(sees=ORDERING, does=ORDERING),
    "matching:one_round": Row(),
    "matching:wish": Row(),
    "matching:publish": Row(),
    # the desk
    "desk:queue": Row(sees=OVERSIGHT),
    "desk:rows": Row(sees=OVERSIGHT),
    "desk:case": Row(sees=OVERSIGHT),
    "desk:assign": Row(does=DESK),
    "desk:merge": Row(does=DESK),
    "desk:new_bulletin": Row(sees=DESK, does=DESK),
    "desk:bulletin": Row(),
    "desk:register": Row(sees=DESK, does=DESK),
    "desk:look_up": Row(does=DESK),
    "desk:meeting": Row(sees=OVERSIGHT),
    "desk:extensions": Row(sees=OVERSIGHT),
    "desk:shapes": Row(sees=HERE),
    "understanding:model": Row(sees=OVERSIGHT),
    "understanding:train": Row(does=frozenset({"dispatcher", "manager"})),
    "understanding:rules": Row(sees=OVERSIGHT, does=OVERSIGHT),
    "understanding:trial": Row(sees=OVERSIGHT, does=OVERSIGHT),
    # others' screens
    "relay:relay": Row(sees=FILING, does=FILING),
    "relay:slip": Row(sees=frozenset({"volunteer"})),
    "today:home": Row(sees=HERE - {"former_dispatcher"}),
    "today:accept": Row(does=UNIT),
    "today:check": Row(),  # no such shift; who may what, tests/web/test_volunteering_spot.py
    "partner:accept": Row(does=UNIT | {"helper", "partner"}),
    "partner:hand": Row(),
    "lead:cases": Row(sees=OVERSIGHT),
    "lead:late": Row(sees=OVERSIGHT),
    "lead:recurring": Row(sees=OVERSIGHT),
    "lead:waited": Row(sees=OVERSIGHT),
    "lead:joint": Row(sees=OVERSIGHT),
    "lead:export": Row(),
    "lead:bulletin": Row(sees=OVERSIGHT),
    "partner:queue": Row(sees=UNIT | {"helper", "partner"}),
    "lead:board": Row(sees=OVERSIGHT),
    "lead:exchange": Row(sees=OVERSIGHT),
    "lead:orders": Row(sees=OVERSIGHT),
    "lead:exchange_xlsx": Row(sees=OVERSIGHT),
    # lists taken out, ledgers taken in
    "ledger:jobs": Row(sees=OVERSIGHT | OPERATOR | ORDERING),
    "ledger:log": Row(sees=OPERATOR | {"auditor"}),
    "ledger:export": Row(sees=OVERSIGHT, does=OVERSIGHT),
    "ledger:upload": Row(sees=DESK, does=DESK),
    "ledger:template": Row(sees=DESK),
    "ledger:published": Row(sees=ALL),
    "ledger:job": Row(),  # somebody else's
    "ledger:progress": Row(),
    "ledger:match": Row(),
    "ledger:start": Row(),
    "ledger:stop": Row(),
    "ledger:download": Row(),
    "search:all": Row(sees=HERE - {"former_dispatcher"}),
    # people and accounts
    "account:profile": Row(sees=HERE, does=HERE),
    "account:begin": Row(sees=HERE),
    "account:leave": Row(),
    "account:calendar": Row(does=HERE),
    "network:people": Row(sees=HERE),
    "network:invite": Row(sees=INVITING, does=INVITING),
    "network:end_seat": Row(),
    "network:revoke": Row(),
    "network:invitation": Row(),
    "network:accept": Row(),
    "network:decline": Row(does=ALL),  # an unknown offer is as good as declined
    "outbox:inbox": Row(sees=HERE),
    "outbox:read_all": Row(does=HERE),
    "outbox:read": Row(),
    "outbox:failures": Row(sees=OPERATOR),
    "outbox:channels": Row(sees=OPERATOR),
    "outbox:add_group": Row(sees=OPERATOR, does=OPERATOR),
    "outbox:switch_group": Row(),
    "outbox:add_endpoint": Row(sees=OPERATOR, does=OPERATOR),
    "outbox:switch_endpoint": Row(),
    "outbox:renew": Row(),
    "outbox:events": Row(),
    "outbox:replay": Row(),
    "outbox:resend": Row(),
    "tokens:tokens": Row(sees=OPERATOR, does=OPERATOR),
    "tokens:revoke": Row(),
    "outbox:retry": Row(),
    "outbox:retry_task": Row(),
    # the frame
    "shell:look": Row(does=ALL),
    "shell:language": Row(does=ALL),
    "shell:offline": Row(sees=ALL),
    "shell:privacy": Row(sees=ALL),
    "shell:accessibility": Row(sees=ALL),
    "shell:health": Row(sees=ALL),
    "shell:manifest": Row(sees=ALL),
    "shell:service_worker": Row(sees=ALL),
    "shell:parts": Row(sees=OPERATOR),
}


def test_every_address_has_a_row() -> None:
    assert set(ADDRESSES) - TABLE.keys() == set()


@pytest.mark.both
def test_who_sees_what(world: World) -> None:
    clients = {who: world.client(who) for who in CAST}
    paths = {name: path_to(name, world.case) for name in ADDRESSES}
    seen = {
        name: {who for who in CAST if is_let_in(clients[who].get(path))}
        for name, path in paths.items()
    }

    assert seen == {name: TABLE[name].sees for name in ADDRESSES}


def test_no_link_leads_to_an_address_that_is_not_there() -> None:
    spaces = {name.partition(":")[0] for name in ADDRESSES}
    named = {
        name
        for path in (Path(lianxin.__file__).parent).rglob("*")
        if path.suffix in {".py", ".html"}
        for name in NAME.findall(path.read_text())
        if name.partition(":")[0] in spaces
    }
    assert named - set(ADDRESSES) == set()
