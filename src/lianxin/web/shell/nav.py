"""The links in the side bar: one entry a face, in groups. A face that is not there has no link.

To add a link, append an `Entry` to its group in `GROUPS` (side bar) or to `ACCOUNT` (the person's
menu). Everything else follows: who sees it, the bar at the bottom of a phone, the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import Role
from lianxin.outbox import queries
from lianxin.web.seats import seats

COOKIE: Final = "lianxin_nav"  # which groups somebody has opened or folded; nav.js writes it
NOW: Final = "now"  # the group of what is in hand
IN_BAR: Final = 4  # beside “更多”, at the bottom of a phone
FEW: Final = 10  # links that need no folding


@dataclass(frozen=True)
class NavItem:
    label: str
    icon: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class NavGroup:
    """Links under a heading that folds; without a `label` they always stand."""

    key: str
    label: str
    items: tuple[NavItem, ...]
    is_open: bool = True


@dataclass(frozen=True)
class Nav:
    """The side bar. A phone has `near` at its bottom and `rest` behind “更多”."""

    groups: tuple[NavGroup, ...]
    near: tuple[NavItem, ...]

    @property
    def items(self) -> Iterator[NavItem]:
        return chain.from_iterable(group.items for group in self.groups)

    @property
    def rest(self) -> list[NavGroup]:
        left = (
            replace(group, items=tuple(one for one in group.items if one not in self.near))
            for group in self.groups
        )
        return [group for group in left if group.items]

    @property
    def is_in_rest(self) -> bool:
        """The page one is on stands behind “更多”."""
        return any(one.is_current for group in self.rest for one in group.items)


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


def relaying(viewer: Viewer) -> bool:
    return viewer.holds(Role.DISPATCHER, Role.WORKER, Role.VOLUNTEER, Role.HANDLER, Role.UNIT_LEAD)


def only_relaying(viewer: Viewer) -> bool:
    """Who orders for others and has no list of orders, where the page is found."""
    return relaying(viewer) and not ordering(viewer)


def mediating(viewer: Viewer) -> bool:
    return viewer.holds(Role.MEDIATOR)


def working(viewer: Viewer) -> bool:
    """Holds a seat of any kind."""
    return viewer.holds(*Role)


def handling(viewer: Viewer) -> bool:
    return viewer.holds(Role.HANDLER, Role.UNIT_LEAD)


def organising(viewer: Viewer) -> bool:
    return ordering(viewer) or viewer.holds(Role.AUDITOR)


def ordering(viewer: Viewer) -> bool:
    return viewer.holds(Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


def keeping(viewer: Viewer) -> bool:
    """Keeps lists of doors; a worker finds hers by the cards of a building."""
    return viewer.holds(Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER, Role.OPERATOR)


def meeting(viewer: Viewer) -> bool:
    return ordering(viewer) or viewer.holds(Role.MEDIATOR, Role.AUDITOR)


def anybody(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Entry:
    """`url_name` may lack its page: then the entry is left out. `count` costs a query at most.
    What `is_near` comes first at the bottom of a phone."""

    label: str | Promise
    icon: str
    url_name: str
    shown_to: Callable[[Viewer], bool] = signed_in
    count: Callable[[HttpRequest], int] | None = None
    is_near: bool = False


@dataclass(frozen=True, eq=False)
class Group:
    """`key` stays the same in every language; the cookie names it."""

    key: str
    label: str | Promise
    entries: tuple[Entry, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        NOW,
        "",
        (
            Entry(_("分派"), "inbox", "desk:queue", dispatching, is_near=True),
            Entry(pgettext_lazy("page", "今天"), "sun", "today:home", working, is_near=True),
            Entry(_("承办"), "briefcase", "partner:queue", handling, is_near=True),
            Entry(_("我的走访"), "footprints", "visits:round", working),
            Entry(_("查找"), "search", "search:all", working),
        ),
    ),
    Group(
        "cases",
        pgettext_lazy("nav", "诉求"),
        (
            Entry(_("代报"), "hand-helping", "relay:relay", relaying),
            Entry(_("调解"), "handshake", "mediation:home", mediating),
            Entry(_("会议"), "gavel", "gatherings:home", meeting),
            Entry(_("会议交办"), "list-checks", "gatherings:actions", ordering),
            Entry(_("编写社区答案"), "book-open", "casebook:drafts", editing),
            Entry(_("自动归类"), "sparkles", "understanding:model", dispatching),
        ),
    ),
    Group(
        "exchange",
        pgettext_lazy("nav", "供需"),
        (
            Entry(
                pgettext_lazy("page", "点单"), "shopping-basket", "exchange:orders", ordering,
                is_near=True,
            ),
            Entry(_("服务清单"), "store", "exchange:catalogue", working),
            Entry(_("点一单没有现成的"), "message-circle-plus", "exchange:ask", only_relaying),
            Entry(_("我的清单"), "list-checks", "exchange:mine", ordering),
            Entry(pgettext_lazy("page", "活动"), "calendar-days", "events:home", ordering),
            Entry(_("志愿服务"), "heart-handshake", "volunteering:runs", ordering),
            Entry(pgettext_lazy("page", "推荐"), "sparkle", "matching:home", ordering),
            Entry(pgettext_lazy("page", "对接"), "handshake", "introductions:rows", handling),
            Entry(_("揭榜挂帅"), "target", "challenges:home", ordering),
            Entry(_("合作协议"), "file-pen-line", "partnering:home", ordering),
            Entry(_("社会组织孵化"), "sprout", "incubation:home", ordering),
            Entry(_("调研"), "microscope", "studies:home", working),
            Entry(_("公开承诺"), "list-checks", "commitments:home", ordering),
            Entry(_("议事厅"), "messages-square", "deliberation:home", ordering),
            Entry(_("需求到建设"), "git-branch", "exchange:chains", ordering),
        ),
    ),
    Group(
        "places",
        pgettext_lazy("nav", "人和地点"),
        (
            Entry(_("人员"), "users", "network:people", working),
            Entry(_("机构和协会"), "landmark", "bodies:home", organising),
            Entry(_("连心卡"), "qr-code", "town:cards"),
            Entry(pgettext_lazy("page", "走访活动"), "footprints", "visits:campaigns", organising),
            Entry(pgettext_lazy("page", "隐患"), "triangle-alert", "visits:hazards", organising),
            Entry(_("楼栋和住户"), "building-2", "visits:doors", keeping),
            Entry(_("白话卡"), "message-square-text", "visits:plain_own", ordering),
            Entry(pgettext_lazy("page", "感谢信"), "mail-check", "visits:thanks", organising),
            Entry(_("大厅"), "door-open", "town:home", anybody),
        ),
    ),
    Group(
        "figures",
        pgettext_lazy("nav", "数据"),
        (
            Entry(_("牵头"), "chart-line", "lead:board", dispatching),
            Entry(_("会议和承诺"), "gavel", "lead:joint", dispatching),
            Entry(_("供需数据"), "chart-column", "lead:exchange", dispatching),
            Entry(_("对接成效"), "funnel", "introductions:funnel", dispatching),
            Entry(_("导入导出"), "arrow-down-up", "ledger:jobs", listing),
        ),
    ),
    Group(
        "settings",
        pgettext_lazy("nav", "设置"),
        (
            Entry(_("未送达的消息"), "mail-warning", "outbox:failures", operator),
            Entry(pgettext_lazy("page", "接口令牌"), "key-round", "tokens:tokens", operator),
            Entry(pgettext_lazy("page", "表单"), "list-checks", "questions:forms", operator),
            Entry(_("部件样张"), "panels-top-left", "shell:parts", operator),
        ),
    ),
)  # fmt: skip

_ENTRIES = tuple(chain.from_iterable(group.entries for group in GROUPS))

ACCOUNT: tuple[Entry, ...] = (
    Entry(_("收到的消息"), "bell", "outbox:inbox", count=unread),
    Entry(_("我关注的"), "bell-ring", "following:mine"),
    Entry(_("我的志愿服务"), "heart-handshake", "volunteering:mine"),
    Entry(_("我的意向"), "sparkle", "matching:profile"),
    Entry(_("我的账号"), "user-cog", "account:profile"),
    Entry(_("退出登录"), "log-out", "account_logout"),
)


def nav_for(request: HttpRequest) -> Nav:
    """What this person is shown. The group of the page one is on stands open; of few links all
    groups do; else as the person left them."""
    shown = dict(_items(request, _ENTRIES))
    is_few, kept = len(shown) <= FEW, _kept(request)
    found = []
    for group in GROUPS:
        own = tuple(shown[entry] for entry in group.entries if entry in shown)
        is_open = kept.get(group.key, is_few) or any(one.is_current for one in own)
        if own:
            found.append(NavGroup(group.key, str(group.label), own, is_open))
    return Nav(tuple(found), _near(shown))


def own_screen(request: HttpRequest) -> NavItem | None:
    """Where somebody who works here begins."""
    now = (group for group in nav_for(request).groups if group.key == NOW)
    return next((item for group in now for item in group.items), None)


def account_for(request: HttpRequest) -> list[NavItem]:
    return [item for _entry, item in _items(request, ACCOUNT)]


def _near(shown: dict[Entry, NavItem]) -> tuple[NavItem, ...]:
    """What a phone shows at its bottom; all, where one more than that would be all."""
    first = sorted(shown, key=lambda entry: not entry.is_near)
    most = IN_BAR if len(first) > IN_BAR + 1 else IN_BAR + 1
    return tuple(shown[entry] for entry in first[:most])


def _kept(request: HttpRequest) -> dict[str, bool]:
    """The groups somebody has opened ("cases") or folded ("-cases")."""
    keys = request.COOKIES.get(COOKIE, "")[:200].split(".")
    return {key.removeprefix("-"): not key.startswith("-") for key in keys if key}


def _items(request: HttpRequest, entries: Sequence[Entry]) -> Iterator[tuple[Entry, NavItem]]:
    shown = _shown(tuple(entries), _viewer(request), get_language(), get_script_prefix())
    current = max(
        (url for _n, _label, url in shown if _leads_to(url, request.path)), key=len, default=""
    )
    for number, label, url in shown:
        entry = entries[number]
        yield (
            entry,
            NavItem(
                label=label,
                icon=entry.icon,
                url=url,
                is_current=url == current,
                count=entry.count(request) if entry.count else None,
            ),
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
