"""Who may open which page of visits."""

from __future__ import annotations

from typing import Final

from tests.house.cast import ALL, HERE, ORDERING, Row

LOG: Final = "log ask log_vcard decline welcome correct forget log_photo"
CAMPAIGN: Final = "xlsx shapes engage deal start end reopen calls hand_over calls_xlsx"
HAZARD: Final = "photo check dismiss fix recheck reopen"
KEEPING: Final = frozenset({"unit_lead", "worker", "dispatcher", "manager", "operator"})
VISITS: Final[dict[str, Row]] = {
    # contact cards; the log of a household opens by its code, tests/web/test_visits_card.py
    **{f"visits:{name}": Row(sees=ALL) for name in ("serving", "vcard")},
    **{f"visits:{name}": Row(sees=HERE) for name in ("cards", "building_pdf")},
    **{f"visits:{name}": Row() for name in ("door_card", "doors_pdf", "renew_card", *LOG.split())},
    # the doors of who calls; who may write at one, tests/web/test_visits_round.py
    "visits:round": Row(sees=HERE - {"former_dispatcher"}),
    **{f"visits:{name}": Row() for name in ("call", "photo", "photos")},
    # campaigns; who may what with one, tests/web/test_visits_campaigns.py
    "visits:campaigns": Row(sees=HERE - {"former_dispatcher"}),
    "visits:campaign_new": Row(sees=ORDERING, does=ORDERING),
    **{f"visits:campaign{name}": Row() for name in ("", *(f"_{one}" for one in CAMPAIGN.split()))},
    # doors; who keeps which, tests/web/test_visits_doors.py
    "visits:doors": Row(sees=KEEPING),
    "visits:doors_bring": Row(sees=KEEPING, does=KEEPING),
    "visits:doors_template": Row(sees=KEEPING),
    **{f"visits:building{name}": Row() for name in ("", "_xlsx", "_draw", "_put", "_retire")},
    # hazards; who may what with one, tests/web/test_visits_hazards.py
    "visits:hazards": Row(sees=HERE - {"former_dispatcher"}),
    "visits:hazards_xlsx": Row(sees=HERE - {"former_dispatcher"}),
    "visits:hazard_new": Row(sees=HERE - {"former_dispatcher"}, does=HERE - {"former_dispatcher"}),
    **{f"visits:hazard{name}": Row() for name in ("", *(f"_{one}" for one in HAZARD.split()))},
    # letters of thanks; who may what with one, tests/web/test_visits_thanks.py
    "visits:thanks": Row(sees=HERE - {"former_dispatcher"}),
    "visits:thanks_new": Row(sees=ORDERING, does=ORDERING),
    **{
        f"visits:thanks_{name}": Row()
        for name in ("one", "pdf", "send", "drop", "agree", "refuse")
    },
    # plain words; who may what of one, tests/web/test_visits_plain.py
    "visits:plain": Row(sees=ALL),
    "visits:plain_own": Row(sees=ORDERING),
    "visits:plain_write": Row(sees=ORDERING, does=ORDERING),
    **{
        f"visits:{name}": Row()
        for name in ("plain_one", "plain_pdf", "plain_revise", "plain_withdraw")
    },
}
