"""Listings as rows of a table: a kind's columns, what a row says, and the row of a listing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.exchange import policy
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import As, Detail, Kind
from lianxin.exchange.models import Listing, Mode, Whom
from lianxin.kernel.refusals import Refusal
from lianxin.network import hours as opening
from lianxin.network.models import District, Organisation, Place, User
from lianxin.papers.filing import Fault, Remark
from lianxin.papers.lists import Cell
from lianxin.papers.tables import Headings, Row, parse_time, text_of

EXPORT: Final = "export_exchange"
"""The kind of the job that writes them out."""

KEYS: Final = UUID("3d5c6a52-7a39-4f0e-8f61-6f0f1d7a9b24")
YES: Final = frozenset({"是", "有", "对", "√", "1", "yes", "y", "true"})
NO: Final = frozenset({"否", "无", "没有", "×", "0", "no", "n", "false"})
FREE: Final = frozenset({"免费", "free"})
FIRST: Final[Mapping[str, str | Promise]] = {
    "ref": gettext_lazy("编号"),
    "provider": gettext_lazy("提供单位"),
    "title": gettext_lazy("名称"),
    "text": gettext_lazy("说明"),
}
LAST: Final[Mapping[str, str | Promise]] = {
    "mode": gettext_lazy("方式"),
    "area": gettext_lazy("服务范围"),
    "place": gettext_lazy("地点"),
    "address": gettext_lazy("地址"),
    "price": gettext_lazy("价格（元）"),
    "price_note": gettext_lazy("价格说明"),
    "audience": gettext_lazy("适合谁"),
    "hours": gettext_lazy("时间"),
    "capacity": gettext_lazy("名额"),
    "opens_at": gettext_lazy("开始"),
    "closes_at": gettext_lazy("截止"),
    "contact": gettext_lazy("联系人"),
    "phone": gettext_lazy("联系电话"),
    "confirm_days": gettext_lazy("确认周期（天）"),
}
NEEDED: Final = frozenset({"title", "mode", "contact", "phone"})


@dataclass(frozen=True)
class Column:
    """`choices` are codes and the words for them."""

    name: str
    label: str | Promise
    is_needed: bool = False
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    detail: Detail | None = None

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The code of whatever may be written for it: the code itself, or its word in a language.
        Made once: a table has as many cells as a district has posts."""
        found: dict[str, str] = {}
        for language in (translation.get_language() or "zh-hans", "zh-hans", "en"):
            with translation.override(language):
                for code, word in self.choices.items():
                    found.setdefault(code, code)
                    found.setdefault(str(word), code)
        return found


@dataclass(frozen=True)
class Record:
    """A row that can be filed. `lacks` is what keeps it from being published."""

    line: int
    key: UUID
    number: str
    told: Draft
    firm: str  # the name of a provider that is yet to be registered
    lacks: Sequence[str]

    @property
    def remarks(self) -> Iterator[Remark]:
        yield from (Remark(self.line, _("还差"), label) for label in self.lacks)
        if self.firm:
            yield Remark(self.line, _("新登记的单位"), self.firm)


def columns(kind: Kind) -> list[Column]:
    own = [
        Column(each.name, each.label, each.is_needed, _choices(each), each)
        for each in kind.details
    ]
    offered: Mapping[str, Mapping[str, str | Promise]] = {
        "mode": dict(Mode.choices), "audience": dict(Whom.choices),
    }  # fmt: skip
    needed = NEEDED | set(kind.needs)
    return [
        *(Column(name, label, name in needed) for name, label in FIRST.items()),
        *own,
        *(
            Column(name, label, name in needed, offered.get(name, {}))
            for name, label in LAST.items()
        ),
    ]


def _choices(detail: Detail) -> Mapping[str, str | Promise]:
    return {"1": gettext_lazy("是")} if detail.typed is As.YES else detail.choices


def headings(kind: Kind) -> Headings:
    names: dict[str, set[str]] = {column.name: {column.name} for column in columns(kind)}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for column in columns(kind):
                names[column.name].add(str(column.label))
    hint = _("表头要有“名称”。请用下载的空白表填写。")
    return Headings(names, frozenset({"title"}), hint)


def row(kind: Kind, listing: Listing) -> list[Cell]:
    """A listing as `Reader` reads it."""
    return [_cell(column, listing) for column in columns(kind)]


def _cell(column: Column, listing: Listing) -> Cell:
    if column.detail:
        return _said(column, listing.details.get(column.name))
    if column.name == "price":
        return None if listing.price_fen is None else listing.price_fen / 100
    if column.name == "provider":
        return listing.provider.name if listing.provider else ""
    if column.name in ("area", "place"):
        place: Place | None = getattr(listing, column.name)
        return place.name if place else ""
    return _said(column, getattr(listing, column.name))


def _said(column: Column, value: Any) -> Cell:
    if value is None:
        return None
    if isinstance(value, list):
        return "、".join(str(column.choices.get(one, one)) for one in value)
    if isinstance(value, bool):
        return str(column.choices["1"])
    told: Cell = value
    return str(column.choices.get(str(value), "")) if column.choices else told


@dataclass
class Reader:
    """Turns rows into records: what `by` may offer, in the name of `unit` where a row names none.
    With `makes_firms` a provider that is not known is to be registered as a firm."""

    district: District
    kind: Kind
    by: User
    at: datetime
    unit: Organisation | None = None
    makes_firms: bool = False

    def __post_init__(self) -> None:
        self._columns = columns(self.kind)
        self._seen: dict[UUID, int] = {}
        self._may: dict[Organisation | None, str] = {}
        if self.makes_firms:
            policy.require_coordinator(self.by, None, on=timezone.localdate(self.at))

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        found = Place.objects.filter(district_id=self.district.pk, is_active=True).defer("shape")
        rows = list(found.order_by("-path"))
        return {place.name: place for place in rows} | {place.code: place for place in rows}

    @cached_property
    def _units(self) -> Mapping[str, Organisation]:
        found = Organisation.objects.filter(district_id=self.district.pk, is_active=True)
        rows = list(found.select_related("place").defer("place__shape").order_by("-code"))
        return {unit.name: unit for unit in rows} | {unit.code: unit for unit in rows}

    @cached_property
    def _root(self) -> Place:
        return next(place for place in self._places.values() if place.parent_id is None)

    def check(self, row: Row) -> Record | list[Fault]:
        """What the row says, or everything that is wrong with it."""
        told: dict[str, Any] = {}
        faults: list[Fault] = []
        for column in self._columns:
            try:
                told[column.name] = self._value(column, row.cells.get(column.name))
            except Refusal as refusal:
                remedy = self._remedy(column)
                faults.append(Fault(row.line, str(column.label), refusal.message, remedy))
        return faults or self._record(row.line, told)

    def _record(self, line: int, told: dict[str, Any]) -> Record | list[Fault]:
        number, provider = told.pop("ref"), told.pop("provider")
        firm = provider if isinstance(provider, str) else ""
        unit = None if firm else provider
        details = {each.name: told.pop(each.name) for each in self.kind.details}
        price = told.pop("price")
        draft = Draft(
            kind=self.kind.code, provider=unit, details=details, price_fen=price,
            **told | {
                "area": told["area"] or self._root,
                "confirm_days": told["confirm_days"] or self.kind.confirm_days,
            },
        )  # fmt: skip
        try:
            held = listings.columns_of(draft)
        except Refusal as refusal:
            return [self._fault(line, refusal)]
        key = self._key(number, firm or (unit.code if unit else str(self.by.pk)), draft)
        if (first := self._seen.setdefault(key, line)) != line:
            what = _("与第 %d 行完全相同。") % first
            return [Fault(line, str(FIRST["title"]), what, _("重复的删去一行。"))]
        owner = None if unit or firm else self.by
        unsaved = Listing(kind=self.kind.code, provider=unit, owner=owner, **held)
        lacks = [label for name, label in listings.missing(unsaved) if name != "provider"]
        return Record(line, key, number, draft, firm, lacks)

    def _fault(self, line: int, refusal: Refusal) -> Fault:
        name = "price" if refusal.field == "price_fen" else refusal.field
        column = next((one for one in self._columns if one.name == name), self._columns[2])
        return Fault(line, str(column.label), refusal.message, self._remedy(column))

    def _remedy(self, column: Column) -> str:
        if column.choices:
            offered = "、".join(str(word) for word in column.choices.values())
            return _("从这些里选：%s。") % offered
        remedies = {
            "provider": _("写单位全称；没有登记过的单位，请先登记。"),
            "area": _("写街道、社区、校区或园区的名称；空着是全区。"),
            "place": _("写街道、社区、校区或园区的名称；可以空着。"),
            "hours": _("写成“周一至周五 9:00-17:00”，可以空着。"),
            "price": _("写元，例如 15 或 15.5；免费写 0。"),
        }
        return remedies.get(column.name, _("改好再传一次；不填的空着。"))

    def _key(self, number: str, provider: str, draft: Draft) -> UUID:
        """The own number with the title makes a row the same one again; else what it says."""
        said = f"{self.district.pk}|{draft.kind}|{provider}|{number}|{draft.title.strip()}"
        key = uuid5(KEYS, said)
        if number or key not in self._seen:
            return key
        return uuid5(KEYS, f"{said}|{draft}")

    def _value(self, column: Column, cell: Any) -> Any:
        if column.detail:
            return self._of_detail(column, cell)
        text = text_of(cell)
        read: Callable[[str, Any], Any] = self._reads.get(column.name, _plain)
        return read(text, cell)

    @cached_property
    def _reads(self) -> Mapping[str, Callable[[str, Any], Any]]:
        return {
            "provider": self._provider, "area": self._place, "place": self._place,
            "price": _price, "capacity": _whole, "confirm_days": _whole, "mode": self._mode,
            "opens_at": _moment, "closes_at": _moment,
            "audience": self._whom, "hours": _hours,
        }  # fmt: skip

    def _of_detail(self, column: Column, cell: Any) -> Any:
        detail, text = column.detail, text_of(cell)
        assert detail is not None  # asked by the caller
        if not text:
            return None
        value: Any = text
        if detail.typed is As.ONE:
            value = _code(column, text)
        elif detail.typed is As.SOME:
            value = [_code(column, word) for word in _words(text, cell)]
        elif detail.typed is As.YES:
            value = _yes(column, text)
        elif detail.typed is As.DAY:
            moment = _moment(text, cell)
            value = timezone.localdate(moment).isoformat() if moment else None
        return detail.clean(value)

    def _mode(self, text: str, _cell: Any) -> str:
        column = next(one for one in self._columns if one.name == "mode")
        return _code(column, text) if text else ""

    def _whom(self, text: str, cell: Any) -> list[str]:
        column = next(one for one in self._columns if one.name == "audience")
        return [_code(column, word) for word in _words(text, cell)]

    def _place(self, text: str, _cell: Any) -> Place | None:
        if not text:
            return None
        if found := self._places.get(text):
            return found
        raise Refusal(_("没有叫“%s”的地点。") % text[:40])

    def _provider(self, text: str, _cell: Any) -> Organisation | str | None:
        found = self._units.get(text) if text else self.unit
        if text and found is None:
            if self.makes_firms:
                return text[:120]
            raise Refusal(_("没有叫“%s”的单位。") % text[:40])
        if found not in self._may:
            self._may[found] = self._why_not(found)
        if self._may[found]:
            raise Refusal(self._may[found])
        return found

    def _why_not(self, unit: Organisation | None) -> str:
        try:
            on = timezone.localdate(self.at)
            policy.require_publisher(self.by, unit, self.kind.code, on=on)
        except Refusal as refusal:
            return refusal.message
        return ""


def _plain(text: str, _cell: Any) -> str:
    return text


def _words(text: str, _cell: Any) -> list[str]:
    plain = text.translate(str.maketrans("，、；;", ",,,,"))
    return list(dict.fromkeys(word.strip() for word in plain.split(",") if word.strip()))


def _price(text: str, _cell: Any) -> int | None:
    """Fen."""
    if not text:
        return None
    if text.lower() in FREE:
        return 0
    try:
        fen = Decimal(text.rstrip("元").replace(",", "")) * 100
    except InvalidOperation as error:
        raise Refusal(_("看不懂价格“%s”。") % text[:40]) from error
    if not 0 <= fen < 2**31:
        raise Refusal(_("看不懂价格“%s”。") % text[:40])
    return int(fen)


def _whole(text: str, _cell: Any) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) >= 2**31:
        raise Refusal(_("“%s”不是整数。") % text[:40])
    return int(text)


def _moment(text: str, cell: Any) -> datetime | None:
    if not text:
        return None
    if moment := parse_time(cell):
        return moment
    raise Refusal(_("看不懂时间“%s”。") % text[:40])


def _hours(text: str, _cell: Any) -> str:
    try:
        opening.parse(opening.read(text)) if text else None
    except opening.BadHours as error:
        raise Refusal(_("看不懂时间“%s”。") % text[:40]) from error
    return text


def _yes(column: Column, text: str) -> bool | None:
    if text.lower() in YES or text == str(column.choices["1"]):
        return True
    if text.lower() in NO:
        return None
    raise Refusal(_("看不懂“%s”，写“是”或者空着。") % text[:40])


def _code(column: Column, text: str) -> str:
    if code := column.codes.get(text):
        return code
    raise Refusal(_("没有“%s”这一项。") % text[:40])
