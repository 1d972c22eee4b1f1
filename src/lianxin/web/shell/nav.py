"""The links in the side bar: one entry a face. A face that is not installed shows no link.

To add a link, append an `Entry` to `ENTRIES` (side bar) or `ACCOUNT` (the person's menu).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import Role
from lianxin.outbox import queries
from lianxin.web.seats import seats


@dataclass(frozen=True)
class NavItem:
    label: str
    icon: str
    url: str
    is_current: bool = False
    count: int | None = None


class Viewer(NamedTuple):
    """All that decides which links somebody is shown."""

    is_signed_in: bool
    is_super: bool
    roles: frozenset[str]

    def holds(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def signed_in(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def operator(viewer: Viewer) -> bool:
    return viewer.is_super or viewer.holds(Role.OPERATOR)


def unread(request: HttpRequest) -> int:
    return queries.unread_count(request.user)


def dispatching(viewer: Viewer) -> bool:
    return viewer.holds(Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def listing(viewer: Viewer) -> bool:
    return viewer.holds(Role.DISPATCHER, Role.MANAGER, Role.AUDITOR, Role.OPERATOR)


def editing(viewer: Viewer) -> bool:
    return viewer.holds(Role.DISPATCHER, Role.MANAGER)


def mediating(viewer: Viewer) -> bool:
    return viewer.holds(Role.MEDIATOR)


def working(viewer: Viewer) -> bool:
    """Holds a seat of any kind."""
    return viewer.holds(*Role)


def handling(viewer: Viewer) -> bool:
    return viewer.holds(Role.HANDLER, Role.UNIT_LEAD)


def ordering(viewer: Viewer) -> bool:
    return viewer.holds(Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


def anybody(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Entry:
    """`url_name` may lack its page: then the entry is left out. `count` costs a query at most."""

    label: str | Promise
    icon: str
    url_name: str
    shown_to: Callable[[Viewer], bool] = signed_in
    count: Callable[[HttpRequest], int] | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry(_("分派"), "inbox", "desk:queue", shown_to=dispatching),
    Entry(pgettext_lazy("page", "今天"), "sun", "today:home", shown_to=working),
    Entry(_("代报"), "hand-helping", "relay:relay"),
    Entry(_("承办"), "briefcase", "partner:queue", shown_to=handling),
    Entry(pgettext_lazy("page", "点单"), "shopping-basket", "exchange:orders", shown_to=ordering),
    Entry(pgettext_lazy("page", "推荐"), "sparkle", "matching:home", shown_to=ordering),
    Entry(_("我的清单"), "list-checks", "exchange:mine", shown_to=ordering),
    Entry(_("志愿服务"), "heart-handshake", "volunteering:runs", shown_to=ordering),
    Entry(_("调解"), "handshake", "mediation:home", shown_to=mediating),
    Entry(_("牵头"), "chart-line", "lead:board", shown_to=dispatching),
    Entry(_("对接成效"), "funnel", "introductions:funnel", shown_to=dispatching),
    Entry(pgettext_lazy("page", "对接"), "handshake", "introductions:rows", shown_to=handling),
    Entry(_("揭榜挂帅"), "target", "challenges:home", shown_to=ordering),
    Entry(_("自动归类"), "sparkles", "understanding:model", shown_to=dispatching),
    Entry(_("导入导出"), "arrow-down-up", "ledger:jobs", shown_to=listing),
    Entry(_("查找"), "search", "search:all", shown_to=working),
    Entry(_("人员"), "users", "network:people"),
    Entry(_("大厅"), "door-open", "town:home", shown_to=anybody),
)

ACCOUNT: tuple[Entry, ...] = (
    Entry(_("收到的消息"), "bell", "outbox:inbox", count=unread),
    Entry(_("未送达的消息"), "mail-warning", "outbox:failures", shown_to=operator),
    Entry(pgettext_lazy("page", "接口令牌"), "key-round", "tokens:tokens", shown_to=operator),
    Entry(pgettext_lazy("page", "表单"), "list-checks", "questions:forms", shown_to=operator),
    Entry(_("编写社区答案"), "book-open", "casebook:drafts", shown_to=editing),
    Entry(_("我的志愿服务"), "heart-handshake", "volunteering:mine"),
    Entry(_("连心卡"), "qr-code", "town:cards"),
    Entry(_("我的意向"), "sparkle", "matching:profile"),
    Entry(_("我的账号"), "user-cog", "account:profile"),
    Entry(_("部件样张"), "panels-top-left", "shell:parts", shown_to=operator),
    Entry(_("退出登录"), "log-out", "account_logout"),
)


def nav_for(request: HttpRequest) -> list[NavItem]:
    return list(_items(request, ENTRIES))


def account_for(request: HttpRequest) -> list[NavItem]:
    return list(_items(request, ACCOUNT))


def _items(request: HttpRequest, entries: tuple[Entry, ...]) -> Iterator[NavItem]:
    shown = _shown(entries, _viewer(request), get_language(), get_script_prefix())
    current = max(
        (url for _n, _label, url in shown if _leads_to(url, request.path)), key=len, default=""
    )
    for number, label, url in shown:
        entry = entries[number]
        yield NavItem(
            label=label,
            icon=entry.icon,
            url=url,
            is_current=url == current,
            count=entry.count(request) if entry.count else None,
        )


def _viewer(request: HttpRequest) -> Viewer:
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return Viewer(is_signed_in=False, is_super=False, roles=frozenset())
    roles = frozenset(seat.role for seat in seats(request))
    return Viewer(is_signed_in=True, is_super=user.is_superuser, roles=roles)


@lru_cache(maxsize=256)
def _shown(
    entries: tuple[Entry, ...], viewer: Viewer, _language: str | None, _prefix: str
) -> tuple[tuple[int, str, str], ...]:
    """The number, label and address of each link, which no page works out anew."""
    found = [
        (number, str(entry.label), _address(entry.url_name))
        for number, entry in enumerate(entries)
        if entry.shown_to(viewer)
    ]
    return tuple(link for link in found if link[2])


def _leads_to(url: str, path: str) -> bool:
    """Whether `path` is that page or one below it; the closest one is marked."""
    return bool(url) and (path == url or (url != "/" and path.startswith(url)))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
