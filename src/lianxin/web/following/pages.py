from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.web.following.chains import Chain
from lianxin.web.following.forms import MailForm
from lianxin.web.parts import Link


@dataclass(frozen=True)
class ChainPage:
    title: str
    chain: Chain
    back: Link | None


@dataclass(frozen=True)
class FollowPage:
    """`form` asks for an address, of somebody without an account."""

    title: str
    back: Link
    here: str
    is_following: bool
    form: MailForm | None
    is_asked: bool = False


@dataclass(frozen=True)
class NewsRow:
    subject: str
    text: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Letter:
    title: str
    here: str
    is_confirmed: bool
    is_ended: bool
    news: Sequence[NewsRow]
    chain: Chain | None


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    stop_url: str
    state: str
    level: str
    news: NewsRow | None
    since_at: datetime


@dataclass(frozen=True)
class Mine:
    rows: Sequence[Row]
