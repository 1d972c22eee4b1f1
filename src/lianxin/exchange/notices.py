"""Every message of the exchange. Wording: `exchange/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "order_asked",  # to the coordinating desk
    "order_offered",  # to the provider whose turn it is
    "order_placed",  # to the claimant
    "order_placed_for_you",  # to her, when somebody else ordered
    "order_accepted",
    "order_declined",
    "order_dropped",
    "order_delivered",
    "order_rated",  # to the provider
    "order_cancelled",
    "order_repeats_no_more",  # to the provider
    "order_back",  # to the desk: nobody took it
    "application_received",
    "application_came",  # to who decides
    "application_shortlisted",
    "application_awarded",
    "application_refused",
    "application_withdrawn",  # to who decides
    "place_held",
    "place_waiting",
    "place_promoted",
    "slot_changed",
    "slot_cancelled",
    "event_over",  # to whoever came: how was it?
    "course_certified",  # to whoever came to a course: her certificate
    "course_ends",  # it ends soon
    "tour_comes",  # to the host that was chosen
    "tour_came",  # to the people of a host: please rate
    "listing_submitted",  # to who reviews
    "listing_returned",
    "listing_confirm",  # to its owner: does it still hold?
    "listing_fault",
    "listing_became",  # to who raised it: what came of it
)


@dataclass(frozen=True)
class ExchangeNotice(Notice):
    """`kind` is one of KINDS. `when` is ISO 8601 or empty; `link` a path."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    unit: str = ""
    text: str = ""
    when: str = ""
    number: int = 0  # on the waiting list
