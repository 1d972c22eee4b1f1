"""The classes of the playbook as services, their questions as attributes; where all of it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from lianxin.api.open311.door import Call
from lianxin.api.open311.faults import BAD, UNKNOWN, Fault
from lianxin.api.open311.writing import TYPES, Value, w3c
from lianxin.cases import answered, queries
from lianxin.cases.models import Rulebook
from lianxin.cases.rules import CaseClass, Rules
from lianxin.forms.definition import Attribute, Definition
from lianxin.network import districts
from lianxin.network.models import District, Organisation, OrganisationKind

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
MOST_EXAMPLES, MOST_KEYWORDS = 3, 12


def rows(district: District) -> list[Value]:
    rules = queries.rules_of(district.pk)
    return [_row(district, one, rules) for one in rules.classes.values()]


def find(district: District, code: str) -> CaseClass:
    """Raises `Fault` for no code, or one that the district has not."""
    if not code:
        raise Fault(BAD, _("请给出 service_code，可用的见 services。"))
    found = queries.rules_of(district.pk).classes.get(code)
    if found is None:
        raise Fault(UNKNOWN, _("没有代码为“%s”的服务（service_code）。") % code[:60])
    return found


def questions_of(district: District, service: CaseClass) -> Definition | None:
    """What is asked beside the description; None when nothing is."""
    form = answered.form_of(district.pk, service.code)
    return form.read() if form else None


def definition(district: District, service: CaseClass) -> Mapping[str, Value]:
    asked = questions_of(district, service)
    attributes = [_attribute(one) for one in asked.attributes()] if asked else []
    return {"service_code": service.code, "attributes": attributes}


def _row(district: District, service: CaseClass, rules: Rules) -> Mapping[str, Value]:
    kind = rules.kinds.get(service.kind)
    said = _("、").join(service.examples[:MOST_EXAMPLES])
    return {
        "service_code": service.code,
        "service_name": str(service.label),
        "description": _("例如：%s") % said if said else str(service.label),
        "metadata": questions_of(district, service) is not None,
        "type": "realtime",
        "keywords": ", ".join(service.examples[:MOST_KEYWORDS]),
        "group": str(kind.label) if kind else "",
    }


def _attribute(one: Attribute) -> Mapping[str, Value]:
    row: dict[str, Value] = {
        "variable": one.variable,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.required,
        "datatype_description": one.datatype_description or None,
        "order": one.order,
        "description": one.description,
    }
    if one.values:
        row["values"] = [{"key": key, "name": name} for key, name in one.values]
    return row


def discovery(call: Call) -> Mapping[str, Value]:
    """For the district of the call, or where none is meant, for all."""
    try:
        here: tuple[District, ...] = (call.district,)
    except Fault as fault:
        if fault.status == UNKNOWN:
            raise
        here = districts.everyone()
    changed = _changed(here)
    base = call.request.build_absolute_uri(get_script_prefix() + "open311/")
    endpoints: list[Value] = [
        {
            "specification": SPECIFICATION,
            "url": f"{base}{path}",
            "changeset": changed,
            "type": kind,
            "formats": [name.partition(";")[0] for name in TYPES.values()],
        }
        for path, kind in (("v2", "production"), ("test/v2", "test"))
    ]
    return {
        "changeset": changed,
        "contact": "; ".join(_contact(one) for one in here),
        "key_service": _("api_key 就是接口令牌，由辖区的系统管理员在“接口令牌”页创建。"),
        "endpoints": endpoints,
    }


def _changed(here: tuple[District, ...]) -> str:
    """When the services last changed, which is when a playbook was last put in force."""
    books = Rulebook.objects.filter(district_id__in=[one.pk for one in here])
    newest = books.order_by("-put_at").values_list("put_at", flat=True).first()
    return w3c(newest) if newest else ""


def _contact(district: District) -> str:
    """Its name, what to write as `jurisdiction_id`, and the hotline of its dispatch centre."""
    desks = Organisation.objects.filter(
        district_id=district.pk, kind=OrganisationKind.DISPATCH_CENTRE, is_active=True
    )
    phones = desks.exclude(hotline="").order_by("code").values_list("hotline", flat=True)
    said = f"{district.name} (jurisdiction_id={district.slug})"
    return f"{said} {phones[0]}" if phones else said
