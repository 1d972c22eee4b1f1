"""Who may open which page of events, bodies, halls and meetings."""

from __future__ import annotations

from typing import Final

from tests.house.cast import ALL, HERE, ORDERING, Row

BODIES: Final = """
    bring_in end_badge end_point confirm decline mine leave join_group stand vote known join
    body members roster change end admit appoint invite lay call release dismiss pledge report
    close move swap count call_off
"""
MEETINGS: Final = """
    series series_deed topic_deed action action_deed rsvp sign_in town_series submit town_meeting
    town_minutes meeting here minutes paper item_deed meeting_deed
"""
TOGETHER: Final[dict[str, Row]] = {
    # events; who stands at a door and runs a series, tests/web/test_events.py
    "events:home": Row(sees=ALL),
    "events:all_series": Row(sees=ALL),
    **{f"events:{name}": Row(sees=ALL) for name in ("month", "figures", "feed")},
    "events:new": Row(sees=ORDERING, does=ORDERING),
    **{
        f"events:{name}": Row()
        for name in (
            "series",
            "put_in",
            "door",
            "tickets",
            "sync",
            "report",
            "sessions_in",
            "sessions_sheet",
            "people_sheet",
            "ratings_sheet",
            "market",
            "market_deed",
            "hall",
            "hall_deed",
        )
    },
    # bodies; who may what of one, tests/web/test_bodies.py
    **{f"bodies:{name}": Row(sees=ORDERING | {"auditor"}) for name in ("home", "export")},
    "bodies:new": Row(sees=ORDERING, does=ORDERING),
    "bodies:template": Row(sees=ORDERING),
    "bodies:points": Row(sees=HERE - {"former_dispatcher"}, does=HERE - {"former_dispatcher"}),
    **{f"bodies:{name}": Row(sees=ALL) for name in ("town", "shapes", "badges", "badges_xlsx")},
    # in whose name, tests/bodies/test_badges.py
    "bodies:give_badge": Row(does=HERE - {"former_dispatcher"}),
    **{f"bodies:{name}": Row() for name in BODIES.split()},
    # halls and topics; who may what of one, tests/web/test_deliberation.py
    "deliberation:home": Row(sees=ORDERING | {"auditor"}),
    "deliberation:export": Row(sees=ORDERING | {"auditor"}),
    "deliberation:new": Row(sees=ORDERING, does=ORDERING),
    "deliberation:town": Row(sees=ALL),
    "deliberation:surveys": Row(sees=ALL),
    "deliberation:desk_surveys": Row(sees=ORDERING | {"auditor"}),
    "deliberation:new_survey": Row(sees=ORDERING, does=ORDERING),
    "deliberation:overdue": Row(sees=ALL),
    **{
        f"deliberation:{name}": Row()
        for name in (
            "hall",
            "raise_topic",
            "topic",
            "support",
            "drop",
            "say",
            "join",
            "leave",
            "flag",
            "mine",
            "revise",
            "withdraw",
            "appeal",
            "supported",
            "ballot",
            "votes",
            "handled",
            "show",
            "hide",
            "merge",
            "answer",
            "extend",
            "finish",
            "set_up",
            "show_remark",
            "hide_remark",
            "hand_out",
            "open_ballot",
            "survey",
            "survey_table",
            "feed",
            "desk_survey",
            "revise_survey",
            "ask",
            "conclude",
            "call_off_survey",
            "call_off",
        )
    },
    # meetings; who may what of one, tests/web/test_gatherings.py
    **{
        f"gatherings:{name}": Row(sees=HERE - {"former_dispatcher"})
        for name in ("home", "actions", "actions_table", "resolutions_table")
    },
    "gatherings:new": Row(sees=ORDERING | {"mediator"}, does=ORDERING | {"mediator"}),
    "gatherings:propose": Row(),
    "gatherings:town": Row(sees=ALL),
    **{f"gatherings:{name}": Row() for name in MEETINGS.split()},
}
