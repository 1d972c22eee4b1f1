"""Whether a document is a playbook, and in words a clerk can act on what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml import YAML

from lianxin.kernel.refusals import Refusal
from lianxin.network import geo
from lianxin.network.models import OrganisationKind, PlaceKind
from lianxin.playbooks import questions, routes, together
from lianxin.playbooks.document import FOLDER, BadPlaybook, Document, Problem, Steps

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

EXPECTED: dict[str, str | Promise] = {
    "slug": gettext_lazy("只能用英文字母、数字和短横线，例如 dachang"),
    "code": gettext_lazy("代码用大写英文字母、数字和下划线，例如 GAS_HEAT"),
    "shortcode": gettext_lazy("代码用大写英文字母、数字和下划线，最长 20 个，例如 NORMAL"),
    "term": gettext_lazy("时限写作 24h（小时）、16wh（工作小时）、7d（天）或 5wd（工作日）"),
    "icon": gettext_lazy("图标写 Lucide 的名称，例如 traffic-cone"),
    "words": gettext_lazy("写中文名称，或 {zh: 中文, en: English}"),
    "division": gettext_lazy("行政区划代码是 6 到 12 位数字，例如 420111"),
    "prefix": gettext_lazy("编号前缀用 1 到 6 个大写字母或数字，例如 DC"),
    "degrees": gettext_lazy("经度在 ±180、纬度在 ±90 之间（WGS-84）"),
    "units": gettext_lazy("写一个单位代码，或几个单位代码的列表"),
    "form": gettext_lazy("写一张表单，或旁边一个 XLSForm 文件的名称，例如 lamp.xlsx"),
    "codes": gettext_lazy("写一个代码，或几个代码的列表"),
    "span": gettext_lazy("时段写作 18:00-08:30，跨过零点也可以"),
    "day": gettext_lazy("日期写作 2026-01-31"),
    "clocktime": gettext_lazy("几点写作 14:30"),
    "openinghours": gettext_lazy("工作时间写作 Mo-Fr 08:30-12:00,14:00-17:30，全天写 24/7"),
}
KINDS: dict[str, str | Promise] = {
    "string": gettext_lazy("文字"),
    "integer": gettext_lazy("整数"),
    "number": gettext_lazy("数字"),
    "boolean": gettext_lazy("true 或 false"),
    "array": gettext_lazy("列表"),
    "object": gettext_lazy("几项“名称: 内容”"),
}


def check(document: Document) -> None:
    """Raises `BadPlaybook` with every mistake found, in the order of the lines."""
    found = list(_against_schema(document)) or list(_references(document))
    if found:
        raise BadPlaybook(sorted(set(found), key=lambda problem: problem.line))


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # noqa: PLC0415  2 MB, for who loads a playbook

    schema = YAML(typ="safe", pure=True).load((FOLDER / "schema.yaml").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _against_schema(document: Document) -> Iterator[Problem]:
    for error in _validator().iter_errors(document.value):
        steps: Steps = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            for name in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
                yield document.problem((*steps, name), _sentence((*steps, name), _unknown(error)))
        elif "propertyNames" in error.absolute_schema_path:
            name = str(error.instance)
            yield document.problem((*steps, name), _sentence((*steps, name), _choices(error)))
        else:
            yield document.problem(steps, _sentence(steps, _why(error)))


def _sentence(steps: Steps, why: str) -> str:
    """ "cases → grades → 第 2 项：…"."""
    names = [_("第 %d 项") % (step + 1) if isinstance(step, int) else step for step in steps]
    return (" → ".join(names) + "：" if names else "") + why


def _why(error: ValidationError) -> str:
    rule, allowed = str(error.validator), error.validator_value
    title = error.schema.get("title", "")
    if rule in ("required", "dependentRequired"):
        return _("缺少“%s”。") % str(error.message).split("'")[1]
    if rule == "type":
        kinds = [allowed] if isinstance(allowed, str) else allowed
        expected = EXPECTED.get(title) or _("或").join(str(KINDS[kind]) for kind in kinds)
        return _("写的是 %(found)s，这里应是：%(expected)s。") % {
            "found": _shown(error.instance),
            "expected": expected,
        }
    if rule == "enum":
        return _choices(error)
    return _("写的是 %(found)s。%(expected)s。") % {
        "found": _shown(error.instance),
        "expected": EXPECTED.get(title) or _limit(rule, allowed),
    }


def _limit(rule: str, allowed: object) -> str:
    words = {
        "minLength": _("不能空着"),
        "maxLength": _("最多 %s 个字"),
        "minItems": _("至少写 %s 项"),
        "maxItems": _("最多写 %s 项"),
        "minimum": _("不能小于 %s"),
        "maximum": _("不能大于 %s"),
    }
    text = words.get(rule, rule)
    return text % allowed if "%s" in text else text


def _unknown(error: ValidationError) -> str:
    known = "、".join(error.schema.get("properties", {}))
    return _("不认识这一项。这里可以写：%s。") % known


def _choices(error: ValidationError) -> str:
    return _("写的是 %(found)s，只能从这些里选：%(known)s。") % {
        "found": _shown(error.instance),
        "known": "、".join(str(value) for value in error.validator_value),
    }


def _shown(value: object) -> str:
    if value is None:
        return _("（空）")
    if isinstance(value, dict | list):
        return str(KINDS["object" if isinstance(value, dict) else "array"])
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"“{text[:40]}”"


# --- What one part says of another ---------------------------------------------------------------


def _references(document: Document) -> Iterator[Problem]:
    book = document.value
    cases = book["cases"]
    yield from _twice(document)
    kinds, grades = _codes(cases["kinds"]), _codes(cases["grades"])
    classes, units, places = (
        _codes(cases["classes"]),
        _codes(book["units"]),
        _codes(book["places"]),
    )
    wanted: list[tuple[Steps, Any, Iterable[str]]] = [
        (("cases", "default_kind"), cases["default_kind"], kinds),
        (("cases", "default_grade"), cases["default_grade"], grades),
    ]
    for n, row in enumerate(cases["classes"]):
        here = ("cases", "classes", n)
        wanted.append(((*here, "kind"), row.get("kind", "RESIDENT"), kinds))
        wanted.append(((*here, "grade"), row.get("grade"), grades))
        wanted.append(((*here, "parent"), row.get("parent"), classes))
    wanted += _parts(cases.get("bundles", []), classes)
    for n, row in enumerate(book["units"]):
        wanted.append((("units", n, "place"), row.get("place"), places))
    for n, row in enumerate(book["places"]):
        wanted.append((("places", n, "parent"), row.get("parent"), places))
    for n, row in enumerate(book.get("duties", [])):
        wanted.append((("duties", n, "class"), row["class"], classes))
        wanted.append((("duties", n, "place"), row.get("place"), places))
        wanted += [(("duties", n, "unit"), unit, units) for unit in units_of(row)]
    wanted += routes.references(book)
    yield from _hours(document)
    wanted += questions.references(book)
    wanted += together.references(book)
    yield from _forms(document)
    for steps, code, known in wanted:
        if code is not None and code not in known:
            yield document.problem(steps, _sentence(steps, _no_such(code, known)))
    yield from _tree(document)
    yield from _shapes(document)
    if not any(unit["kind"] == OrganisationKind.DISPATCH_CENTRE for unit in book["units"]):
        text = _("至少要有一个调度中心（kind: DISPATCH_CENTRE），诉求先到那里。")
        yield document.problem(("units",), _sentence(("units",), text))


def _parts(
    bundles: list[dict[str, Any]], classes: list[str]
) -> Iterator[tuple[Steps, Any, Iterable[str]]]:
    for n, row in enumerate(bundles):
        for m, part in enumerate(row["parts"]):
            yield ("cases", "bundles", n, "parts", m, "class"), part["class"], classes


def _hours(document: Document) -> Iterator[Problem]:
    for steps, bad in routes.bad_hours(document.value):
        text = _("看不懂“%s”。工作时间写成 Mo-Fr 08:30-12:00,14:00-17:30，全天写 24/7。") % bad
        yield document.problem(steps, _sentence(steps, text))


def _forms(document: Document) -> Iterator[Problem]:
    for steps, why in questions.mistakes(document.value):
        yield document.problem(steps, _sentence(steps, why))


def units_of(duty: dict[str, Any]) -> list[str]:
    unit = duty["unit"]
    return [unit] if isinstance(unit, str) else list(unit)


def _codes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]


def _no_such(code: object, known: Iterable[str]) -> str:
    some = list(known)
    listed = "、".join(some[:12]) + ("……" if len(some) > 12 else "")  # noqa: PLR2004 one line
    return _("没有代码为“%(code)s”的项。已有的是：%(known)s。") % {"code": code, "known": listed}


LISTS: tuple[Steps, ...] = (
    *(
        ("cases", name)
        for name in (
            "kinds",
            "grades",
            "classes",
            "bounce_reasons",
            "pause_reasons",
            "dimensions",
            "texts",
            "bundles",
            "routing",
        )
    ),
    ("exchange", "reasons"),
    ("places",),
    ("units",),
    ("forms",),
    ("meetings",),
    ("events",),
    ("halls",),
)


def _twice(document: Document) -> Iterator[Problem]:
    for steps in LISTS:
        rows = document.value
        for step in steps:
            rows = rows.get(step, {})
        often = Counter(_codes(rows))
        for n, row in enumerate(rows):
            if often[row["code"]] > 1:
                here = (*steps, n, "code")
                text = _("代码“%s”写了不止一次，每个代码只能用一次。") % row["code"]
                yield document.problem(here, _sentence(here, text))


def _tree(document: Document) -> Iterator[Problem]:
    """One district at the top, everything else below something, no circles."""
    rows = document.value["places"]
    parents = {row["code"]: row.get("parent") for row in rows}
    roots = [row["code"] for row in rows if row["kind"] == PlaceKind.DISTRICT]
    if len(roots) != 1:
        text = _("要有一个、也只能有一个 kind: DISTRICT，现在有 %d 个。") % len(roots)
        yield document.problem(("places",), _sentence(("places",), text))
    for n, row in enumerate(rows):
        here = ("places", n)
        if row["kind"] == PlaceKind.DISTRICT and row.get("parent"):
            yield document.problem(here, _sentence(here, _("最上级的地点不写 parent。")))
        elif row["kind"] != PlaceKind.DISTRICT and not row.get("parent"):
            yield document.problem(here, _sentence(here, _("要写 parent：它属于哪个地点。")))
        elif _circles(row["code"], parents):
            yield document.problem(here, _sentence(here, _("上级关系绕成了一圈，请改 parent。")))


def _circles(code: str, parents: dict[str, str | None]) -> bool:
    seen, here = set(), parents.get(code)
    while here and here not in seen:
        if here == code:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def _shapes(document: Document) -> Iterator[Problem]:
    for n, row in enumerate(document.value["places"]):
        if "shape" in row:
            try:
                geo.check_shape(row["shape"])
            except Refusal as refusal:
                here = ("places", n, "shape")
                yield document.problem(here, _sentence(here, refusal.message))
