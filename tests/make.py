"""Build things for tests. Every argument has a default; pass only what the test is about.

Cases are made through the actions, so that each has its clocks, stint and timeline.
"""

from __future__ import annotations

import datetime as dt
import io
from itertools import count
from typing import Any
from uuid import UUID

from PIL import Image

from lianxin.cases.actions import dispatch, handling, intake, rulebook
from lianxin.cases.actions.intake import Contact, Receipt, Report
from lianxin.cases.actions.photos import Upload
from lianxin.cases.models import Case, Source
from lianxin.exchange.models import Claim
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Entry
from lianxin.network import actions
from lianxin.network.models import (
    District,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    Role,
    Scope,
    Seat,
    User,
)

NEW_YEAR = dt.date(2026, 1, 1)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)  # a Monday
_number = count(1)

RULES: dict[str, Any] = {
    "kinds": [
        {"code": "RESIDENT", "label": {"zh": "居民诉求", "en": "Resident request"}},
        {"code": "ENTERPRISE", "label": {"zh": "企业诉求", "en": "Enterprise request"}},
    ],
    "grades": [
        {"code": "MINOR", "label": {"zh": "小事", "en": "Minor"}, "clocks": {"RESOLVE": "48h"}},
        {"code": "NORMAL", "label": {"zh": "一般", "en": "Normal"}},
        {
            "code": "URGENT",
            "label": {"zh": "紧急", "en": "Urgent"},
            "clocks": {"RESPOND": "2h", "ACCEPT": "2h"},
            "is_urgent": True,
        },
    ],
    "classes": [
        {
            "code": "ROADS",
            "label": {"zh": "道路与路灯", "en": "Roads"},
            "grade": "MINOR",
            "form": "LAMP",  # asked where a test puts it
        },
        {"code": "WATER", "label": {"zh": "供水排水", "en": "Water"}},
        {"code": "LAND", "label": {"zh": "土地", "en": "Land"}, "clocks": {"FEEDBACK": "15wd"}},
        {"code": "POLICY", "label": {"zh": "政策咨询", "en": "Policy"}, "kind": "ENTERPRISE"},
        {"code": "SAFETY", "label": {"zh": "安全隐患", "en": "Hazards"}, "verify": "PHOTO"},
        {"code": "NOISE", "label": {"zh": "噪声", "en": "Noise"}, "verify": "REMARK"},
        {
            "code": "HOUSING",
            "label": {"zh": "住房与物业", "en": "Housing"},
            "checks": [
                {"code": "VISIT", "label": {"zh": "上门查看", "en": "Visit"}},
                {"code": "WARN", "label": {"zh": "提醒邻居", "en": "Warn"}, "is_required": False},
            ],
        },
        {"code": "QUARREL", "label": {"zh": "纠纷", "en": "Quarrel"}, "is_mediated": True},
    ],
    "bounce_reasons": [
        {"code": "NOT_OUR_DUTY", "label": "不属本单位职责"},
        {"code": "WRONG_PLACE", "label": "不在本单位辖区"},
    ],
    "pause_reasons": [
        {"code": "PARTS", "label": "等待配件"},
        {"code": "WEATHER", "label": "等待天气"},
    ],
    "dimensions": [
        {"code": "SPEED", "label": {"zh": "速度", "en": "Speed"}},
        {"code": "ATTITUDE", "label": {"zh": "态度", "en": "Attitude"}},
    ],
    "texts": [{"code": "FIXED", "title": {"zh": "已修好", "en": "Fixed"}, "body": "已经修好。"}],
    "meeting": {"name": {"zh": "月度连心会", "en": "Monthly meeting"}, "week": 4, "weekday": 4},
    "clocks": {
        "RESPOND": "24h",
        "FEEDBACK": "48h",
        "ACCEPT": "24h",
        "WAIT": "5d",
        "RATE": "14d",
        "DECIDE": "24h",
    },
    "bundles": [
        {
            "code": "NEWBORN",
            "label": {"zh": "新生儿出生一件事", "en": "A child is born"},
            "icon": "baby",
            "parts": [
                {"class": "WATER", "subject": {"zh": "办医保参保", "en": "Health insurance"}},
                {"class": "ROADS", "subject": {"zh": "办出生登记", "en": "Birth registration"}},
            ],
        }
    ],
    "default_grade": "NORMAL",
    "default_kind": "RESIDENT",
}


def district(slug: str = "wanghai", *, rules: dict[str, Any] | None = None) -> District:
    """The district `slug`, with its root place, its dispatch centre and rules in force."""
    found = District.objects.filter(slug=slug).first()
    if found:
        return found
    made = District.objects.create(
        id=880000 + next(_number), slug=slug, name="望海新区", ref_prefix="WH"
    )
    root = Place.objects.create(
        district=made, kind=PlaceKind.DISTRICT, code=slug, name="望海新区", path=slug
    )
    Organisation.objects.create(
        district=made,
        code="desk",
        name="望海新区调度中心",
        kind=OrganisationKind.DISPATCH_CENTRE,
        place=root,
    )
    rulebook.put_rules(made, rules or RULES, at=NOON - dt.timedelta(days=365))
    return made


def root(of: District | None = None) -> Place:
    return Place.objects.get(district=of or district(), kind=PlaceKind.DISTRICT)


def desk(of: District | None = None) -> Organisation:
    return Organisation.objects.get(district=of or district(), code="desk")


def place(
    code: str = "",
    *,
    kind: str = PlaceKind.COMMUNITY,
    under: Place | None = None,
    name: str = "学苑社区",
) -> Place:
    above = under or root()
    code = code or f"p{next(_number)}"
    return Place.objects.create(
        district=above.district,
        kind=kind,
        code=code,
        name=name,
        parent=above,
        path=f"{above.path}/{code}",
    )


def grid(*, of: District | None = None) -> Place:
    """A grid in a community in a street."""
    street = place(kind=PlaceKind.STREET, name="海韵街道", under=root(of))
    community = place(under=street)
    return place(kind=PlaceKind.GRID, under=community, name="第一网格")


def organisation(
    *,
    name: str = "望海新区市政服务中心",
    at: Place | None = None,
    kind: str = OrganisationKind.DEPARTMENT,
) -> Organisation:
    where = at or root()
    return Organisation.objects.create(
        district=where.district, code=f"o{next(_number)}", name=name, kind=kind, place=where
    )


def user(*, of: District | None = None, name: str = "", **fields: Any) -> User:
    n = next(_number)
    return User.objects.create_user(
        username=f"user{n}", name=name or f"王{n}", district=of or district(), **fields
    )


def token(acts_as: User, *scopes: str, name: str = "测试", at: dt.datetime = NOON) -> str:
    """The secret of a token with `scopes`, or with all."""
    wanted = scopes or Scope.values
    return actions.make_token(acts_as, name=name, scopes=wanted, key=new_id(), by=None, at=at)


def seat(
    role: Role,
    organisation: Organisation,
    *,
    over: Place | None = None,
    who: User | None = None,
    since: dt.date = NEW_YEAR,
    until: dt.date | None = None,
) -> User:
    """Somebody who holds `role` in `organisation`, over its own place by default."""
    person = who or user(of=organisation.district)
    Seat.objects.create(
        district=organisation.district,
        user=person,
        organisation=organisation,
        place=over or organisation.place,
        role=role,
        starts_on=since,
        ends_on=until,
    )
    return person


def dispatcher(*, of: District | None = None, over: Place | None = None, **term: Any) -> User:
    return seat(Role.DISPATCHER, desk(of), over=over, **term)


def handler(of: Organisation, **term: Any) -> User:
    return seat(Role.HANDLER, of, **term)


def unit_lead(of: Organisation, **term: Any) -> User:
    return seat(Role.UNIT_LEAD, of, **term)


def manager(over: Place | None = None, **term: Any) -> User:
    where = over or root()
    return seat(Role.MANAGER, desk(where.district), over=where, **term)


def worker(over: Place, **term: Any) -> User:
    return seat(Role.WORKER, organisation(at=over), over=over, **term)


def mediator(over: Place | None = None, **term: Any) -> User:
    where = over or root()
    return seat(Role.MEDIATOR, organisation(at=where, name="人民调解委员会"), over=where, **term)


def volunteer(of: Organisation | None = None, **term: Any) -> User:
    return seat(Role.VOLUNTEER, of or organisation(kind=OrganisationKind.TEAM), **term)


def report(at: Place | None = None, **fields: Any) -> Report:
    defaults: dict[str, Any] = {
        "text": "三号楼前的路灯不亮，晚上看不见台阶。",
        "place": at or grid(),
    }
    return Report(**(defaults | fields))


def receipt(
    at: Place | None = None,
    *,
    received_at: dt.datetime = NOON,
    key: UUID | None = None,
    source: str = Source.WEB,
    by: User | None = None,
    **fields: Any,
) -> Receipt:
    filled = report(at, **fields)
    return intake.open_case(
        filled.place.district, filled, key=key or new_id(), source=source, at=received_at, by=by
    )


def case(
    at: Place | None = None,
    *,
    received_at: dt.datetime = NOON,
    assigned_to: Organisation | None = None,
    accepted: bool = False,
    answered: bool = False,
    **fields: Any,
) -> Case:
    """A case, led as far as asked. The system does what is needed, each step one minute on."""
    made = receipt(at, received_at=received_at, **fields).case
    step = dt.timedelta(minutes=1)
    unit = assigned_to or (organisation() if accepted or answered else None)
    if unit:
        dispatch.assign(made, to=unit, by=None, at=received_at + step)
    if accepted or answered:
        dispatch.accept(made, by=None, at=received_at + 2 * step)
    if answered:
        handling.answer(
            made, outcome="SOLVED", note="路灯已经修好。", by=None, at=received_at + 3 * step
        )
    return made


def code(of: Case | Claim) -> str:
    return privacy.tracking_code(of.pk)


def last_entry(of: Case) -> Entry:
    return timeline.of(of).reverse()[0]


def contact(**fields: Any) -> Contact:
    return Contact(**({"name": "李阿姨", "phone": "13800138000"} | fields))


def upload(
    *, name: str = "photo.jpg", size: tuple[int, int] = (64, 48), colour: str = "teal"
) -> Upload:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG")
    return Upload(name=name, size=content.tell(), content=io.BytesIO(content.getvalue()))
