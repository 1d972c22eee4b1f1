"""Every write of the room: series, the door, reports; what else stands in the hall is in
`markets`, `programme`, `exhibiting` and `rooms`."""

from lianxin.events.actions.door import Ticketed, check_in
from lianxin.events.actions.reporting import report
from lianxin.events.actions.running import begin_series, end_series, put_in, take_out
from lianxin.events.actions.timetables import put_sessions

__all__ = [
    "Ticketed",
    "begin_series",
    "check_in",
    "end_series",
    "put_in",
    "put_sessions",
    "report",
    "take_out",
]
