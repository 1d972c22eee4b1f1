"""A unit asks, a team forms by consent, and begins; or it is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import District, Organisation, User
from lianxin.studies import policy, queries
from lianxin.studies.actions import telling
from lianxin.studies.models import Member, Study
from lianxin.studies.states import STUDY, Area, StudyState

FORMING = (StudyState.ASKED, StudyState.RUNNING)


@dataclass(frozen=True)
class Told:
    """What a unit wants to know, and by when."""

    unit: Organisation
    area: str
    title: str
    question: str
    due_on: date


def ask(
    district: District,
    told: Told,
    *,
    by: User | None,
    at: datetime,
    key: UUID,
    came_of: Thing | None = None,
) -> Study:
    """Put a question. The same `key` is one. `came_of` is what led to it, where something did;
    whoever calls has asked whether `by` may see it."""
    policy.require_asker(by, told.unit, on=timezone.localdate(at))
    _check(district, told, at=at)
    study = Study(
        district=district, key=key, unit=told.unit, area=told.area,
        title=told.title.strip()[:120], question=told.question.strip()[:2000], asked_at=at,
        due_on=told.due_on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            study.ref = next_ref(district.pk, f"{district.ref_prefix}DY", at=at)
            timeline.begin(study, "ask", by=by, at=at)
            if came_of is not None:
                lineage.link(
                    came_of, Thing.of(study), district_id=district.pk, how="STUDY", by=by, at=at
                )
    except IntegrityError:  # the key has been used, perhaps
        rows = Study.objects.filter(district_id=district.pk, key=key)
        first: Study | None = rows.whole().first()
        if first is None:
            raise
        return first
    return study


@transaction.atomic
def invite(
    study: Study,
    *,
    unit: Organisation | None = None,
    user: User | None = None,
    part: str = "",
    by: User | None,
    at: datetime,
    key: UUID,
) -> Member:
    """Ask a unit or a person of the district to join; asked twice is once."""
    policy.require_asker(by, study.unit, on=timezone.localdate(at))
    _require_forming(study)
    who = unit or user
    if who is None or (unit and user) or who.district_id != study.district_id:
        raise Refusal(_("请选本辖区的一个单位或一个人。"), field="unit")
    rows = Member.objects.filter(district_id=study.district_id, study=study)
    own = {"organisation": unit} if unit else {"user": user}
    member: Member
    member, is_new = rows.get_or_create(
        **own,
        defaults={
            "district_id": study.district_id, "study": study, "key": key,
            "part": part.strip()[:120], "invited_at": at,
        },
    )  # fmt: skip
    if is_new:
        entry = timeline.append(study, "invite", by=by, at=at, note=telling.name_of(member))
        telling.tell_member("study_invited", study, member, entry=entry, text=study.question)
    return member


@transaction.atomic
def consent(member: Member, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """The unit or person is in the team from now on."""
    _say(member, "consent", by=by, at=at, key=key)


@transaction.atomic
def decline(member: Member, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It will not be, or no longer."""
    _say(member, "decline", by=by, at=at, key=key)


@transaction.atomic
def begin(
    study: Study, *, plan: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The team has a plan. Somebody must have said yes."""
    policy.require_team(by, study, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    STUDY.require(study, "begin")
    if not plan.strip():
        raise Refusal(_("请写明怎么调研：走访哪里、问谁、看什么材料。"), field="plan")
    if not any(member.consented_at for member in queries.members_of(study)):
        raise Refusal(_("还没有人答应参加，等有人答应了再开始。"), code="no_team")
    entry = STUDY.apply(study, "begin", by=by, at=at, key=key, plan=plan.strip()[:2000])
    telling.tell_team("study_begun", study, entry=entry, text=study.plan)


@transaction.atomic
def drop(
    study: Study, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Nobody looks into it any more, and why."""
    policy.require_asker(by, study.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    STUDY.require(study, "drop")
    if not reason.strip():
        raise Refusal(_("请写明为什么停止。"), field="reason")
    said = reason.strip()[:2000]
    entry = STUDY.apply(study, "drop", by=by, at=at, key=key, note=said, reason=said)
    telling.tell_team("study_answered", study, entry=entry, text=_("已停止：%s") % said)


def _say(member: Member, verb: str, *, by: User | None, at: datetime, key: UUID | None) -> None:
    policy.require_member(by, member, on=timezone.localdate(at))
    study = member.study
    timeline.refuse_repeated(study, key)
    _require_forming(study)
    says_yes = verb == "consent"
    wanted = {
        "consented_at": at if says_yes else None, "declined_at": None if says_yes else at,
    }  # fmt: skip
    if bool(member.consented_at) == says_yes and bool(member.declined_at) != says_yes:
        return
    rows = Member.objects.filter(district_id=member.district_id, pk=member.pk)
    rows.update(**wanted)
    member.consented_at, member.declined_at = wanted["consented_at"], wanted["declined_at"]
    name = telling.name_of(member)
    entry = timeline.append(study, verb, by=by, at=at, key=key, note=name)
    said = _("%s答应参加") if says_yes else _("%s不参加")
    telling.tell_unit("study_joined", study, entry=entry, text=said % name)


def _require_forming(study: Study) -> None:
    if study.state not in FORMING:
        raise IllegalMove(_("报告已交或调研已停，调研组不再变了。"))


def _check(district: District, told: Told, *, at: datetime) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if told.unit.district_id != district.pk:
        raise Refusal(_("这个单位不在本辖区。"), field="unit")
    if told.area not in Area.values:
        raise Refusal(_("请选一个领域。"), field="area")
    if not told.title.strip():
        raise Refusal(_("请写题目。"), field="title")
    if not told.question.strip():
        raise Refusal(_("请写明要弄清什么。"), field="question")
    if told.due_on < timezone.localdate(at):
        raise Refusal(_("报告期限不能是过去的日子。"), field="due_on")
