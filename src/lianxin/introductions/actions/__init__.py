"""Every write of the room: bring together, record, ask both sides."""

from lianxin.introductions.actions.introducing import Party, Told, add_occasion, introduce

__all__ = ["Party", "Told", "add_occasion", "introduce"]
