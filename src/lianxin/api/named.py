"""From the names and codes in a request to what they mean for one case."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.shapes import DeedIn
from lianxin.cases.models import Case, Task
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User

T = TypeVar("T")


def unit_of(case: Case, said: DeedIn) -> Organisation:
    return coded(case, said.unit, field="unit")


def coded(case: Case, code: str, *, field: str) -> Organisation:
    unit = Organisation.objects.filter(district_id=case.district_id, code=code).first()
    if unit is None:
        raise Refusal(_("没有代码为“%s”的单位。") % code, field=field)
    return unit


def task_of(case: Case, said: DeedIn) -> Task:
    found = Task.objects.filter(district_id=case.district_id, case=case, code=said.task).first()
    if found is None:
        raise Refusal(_("这件诉求没有代码为“%s”的办理事项。") % said.task, field="task")
    return found


def person_named(case: Case, said: DeedIn) -> User:
    people = User.objects.filter(district_id=case.district_id, is_active=True)
    found = people.filter(username=said.to).first()
    if found is None:
        raise Refusal(_("本辖区没有账号“%s”。") % said.to, field="to")
    return found


def filled(value: T | None, *, field: str) -> T:
    if value is None or value == "":
        raise Refusal(_("请填写 %s。") % field, field=field)
    return value


def moment(said: DeedIn) -> datetime:
    """Without an offset it is the district's own time."""
    until = filled(said.until, field="until")
    return timezone.make_aware(until) if timezone.is_naive(until) else until
