from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianxin.network.models import Seat
from lianxin.web.account.forms import ProfileForm
from lianxin.web.parts import Fact


@dataclass(frozen=True)
class Profile:
    form: ProfileForm
    username: str
    email: str
    has_password: bool
    has_second_factor: bool
    has_providers: bool  # another site may be used to sign in
    seats: Sequence[Seat]
    calendar_links: Sequence[Fact] = ()  # told once, when it has just been made
