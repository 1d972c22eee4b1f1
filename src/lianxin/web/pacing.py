"""How often somebody may take something up by page: 429 and `Retry-After` beyond it.

An address is no person. A school, an office and the phones of a mobile network stand behind one,
and they come in the same minute: when a course opens, a thousand of them. So an address may do as
much as a school at its busiest, which still stops a program that runs for hours; and what bothers
a person, messages to a number that somebody else typed, is counted by that number.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from lianxin.kernel import privacy, throttle
from lianxin.web.address import client_address
from lianxin.web.respond import Request

FROM_ADDRESS: Final = 1_500
OF_NUMBER: Final = 60
HOUR: Final = timedelta(hours=1)


def pace(
    request: Request, phone: str, *, scope: str, at: datetime, of_number: int = OF_NUMBER
) -> None:
    """Count one try of this address and, where it was told, of this number. Raises `TooMany`."""
    throttle.hit(scope, client_address(request), limit=FROM_ADDRESS, per=HOUR, at=at)
    if phone:
        number = privacy.normalise_phone(phone)
        throttle.hit(f"{scope}.phone", number, limit=of_number, per=HOUR, at=at)
