"""Series of events, the door, and what stands in the hall: stalls, programmes, exhibits."""

from lianxin.events.models.halls import Exhibit, Pitch, RoomHeld, Talk
from lianxin.events.models.markets import Market, Stall
from lianxin.events.models.series import Episode, EventSeries, Report, Scan, Seen

__all__ = [
    "Episode",
    "EventSeries",
    "Exhibit",
    "Market",
    "Pitch",
    "Report",
    "RoomHeld",
    "Scan",
    "Seen",
    "Stall",
    "Talk",
]
