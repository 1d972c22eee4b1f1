"""The letters of the keyboard: which of them opens which deed."""

from __future__ import annotations

LETTERS = {
    "classify": "c",
    "note": "i",
    "feedback": "b",
    "close": "x",
    "close_whole": "x",
    "reassign": "w",
    "uphold": "w",
    "join": "u",
    "divide": "v",
    "publish": "p",
    "ask_help": "h",
    "park": "l",
    "escalate": "e",
    "open_mediation": "y",
    "end_mediation": "y",
    "reveal": "s",
    "supply": "g",
    "rate": "g",
    "ask": "q",
    "pause": "f",
    "bounce": "t",
    "send_back": "t",
    "refuse_extension": "t",
    "reopen": "t",
}
"""Each opens but one deed at a time."""
