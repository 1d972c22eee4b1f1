"""Showing a closed case to the public, in words of its own.

The requester reads those words first. They are published when she agrees, or when she has had the
time to object and did not; until then nobody else sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, private
from lianxin.cases.models import Case
from lianxin.kernel import timeline, work
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.language import personal
from lianxin.network import queries as network
from lianxin.network.forgetting import plain
from lianxin.network.models import Role, User

SHOWN_FOR = timedelta(days=7)
HIDDEN: dict[str, object] = {"published_at": None, "public_subject": "", "public_text": ""}
ANSWERING = ("answer", "pass", "follow", "close", "uphold")


@transaction.atomic
def show(
    case: Case, *, subject: str, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Show the requester what is to be published. Without an objection it is, a week later."""
    clocks = deed.begin(case, "show", by=by, at=at, key=key)
    changes = _words(case, subject, text)
    entry = deed.record(
        case,
        "show",
        by=by,
        clocks=clocks,
        key=key,
        note=_said(changes),
        changes=changes,
        audience=Audience.PUBLIC,
    )
    until = at + SHOWN_FOR
    deed.tell_requester(case, "case_shown", entry=entry, text=entry.note, due_at=until)
    work.enqueue(publish_shown, case.district_id, str(case.pk), str(entry.pk), run_after=until)


@transaction.atomic
def agree(
    case: Case,
    *,
    at: datetime,
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """The requester has nothing against it: it is published at once. Raises `Refusal` for anybody
    who says so for her; without her it waits for the end of the week."""
    clocks = deed.begin(case, "agree", by=by, at=at, key=key, code=code)
    if by is not None:
        raise Refusal(_("要由诉求人自己在查询页面上同意。没有回音，到期公开。"), code="not_hers")
    _require_shown(case)
    deed.record(case, "agree", by=by, clocks=clocks, key=key, audience=Audience.PUBLIC)
    publish(case, subject=case.public_subject, text=case.public_text, by=None, at=at)


@transaction.atomic
def forbid(
    case: Case,
    *,
    at: datetime,
    note: str = "",
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """The requester does not want these words published, now or later; the desk is told."""
    clocks = deed.begin(case, "forbid", by=by, at=at, key=key, code=code)
    if not case.public_subject:
        raise IllegalMove(_("没有要公开的内容，不用再说。"))
    entry = deed.record(
        case,
        "forbid",
        by=by,
        clocks=clocks,
        key=key,
        note=note.strip(),
        changes=HIDDEN,
        audience=Audience.PUBLIC,
    )
    desk = network.desk_for(case.place)
    roles = (Role.DISPATCHER,)
    deed.tell_unit(desk, "case_forbidden", case, entry=entry, roles=roles, text=entry.note)


@transaction.atomic
def publish(
    case: Case, *, subject: str, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Show a closed case to the public; the original text stays inside. Raises `Refusal` for a
    person whose requester has not been asked: only the system publishes what she has seen."""
    clocks = deed.begin(case, "publish", by=by, at=at, key=key)
    changes = _words(case, subject, text)
    if by is not None:
        raise Refusal(_("公开前要先请诉求人看过。"), code="not_shown")
    deed.record(
        case,
        "publish",
        by=by,
        clocks=clocks,
        key=key,
        changes=changes | {"published_at": at},
        audience=Audience.PUBLIC,
    )


@transaction.atomic
def unpublish(case: Case, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Take back what is published, or was about to be."""
    clocks = deed.begin(case, "unpublish", by=by, at=at, key=key)
    if not case.public_subject:
        raise Refusal(_("这件诉求没有公开，不用撤下。"))
    deed.record(
        case, "unpublish", by=by, clocks=clocks, key=key, changes=HIDDEN, audience=Audience.PUBLIC
    )


@work.task()
def publish_shown(district_id: int, case_id: str, entry_id: str) -> None:
    """The time to object is over. What was shown anew since, taken back or reopened has another
    day, or none."""
    with transaction.atomic():
        rows = Case.objects.filter(district_id=district_id, pk=case_id).whole()
        case = rows.select_for_update(of=("self",)).first()
        if case and is_shown(case) and str(shown(case).pk) == entry_id:
            subject, text = case.public_subject, case.public_text
            publish(case, subject=subject, text=text, by=None, at=timezone.now())


def is_shown(case: Case) -> bool:
    """Whether words wait for the requester's objection."""
    return bool(case.public_subject) and case.published_at is None


def shown(case: Case) -> Entry:
    """The entry that shows them."""
    return timeline.of(case).filter(verb="show").reverse()[0]


def proposed(case: Case) -> tuple[str, str]:
    """Title and text to begin with: what was written and answered, without what tells of people.
    What was proposed already stays."""
    if case.public_subject:
        return case.public_subject, case.public_text
    rows = timeline.of(case).filter(verb__in=ANSWERING).exclude(note="").reverse()
    answer = rows.values_list("note", flat=True).first() or ""
    known = private.known(case)
    return plain(case.subject, known), plain(f"{case.text}\n\n{answer}".strip(), known)


def taken_back(case: Case) -> dict[str, object]:
    """What to change where a case must not be public any more."""
    return HIDDEN if case.public_subject else {}


def _words(case: Case, subject: str, text: str) -> dict[str, object]:
    """The words, when they may be published."""
    if case.is_open:
        raise Refusal(_("办结之后才能公开。"))
    private.refuse_sharing(case)
    subject = deed.require_text(subject, _("请写公开标题。"), field="subject")
    text = deed.require_text(text, _("请写公开内容。"), field="text")
    for field, said in (("subject", subject), ("text", text)):
        _refuse_personal(said, field, known=private.known(case))
    return {"published_at": None, "public_subject": subject, "public_text": text}


def _refuse_personal(text: str, field: str, *, known: Sequence[str]) -> None:
    found = [text[one.start : one.end] for one in personal.find_personal(text)]
    found += [word for word in known if word in text]
    if found:
        raise Refusal(_("公开内容里有疑似个人信息“%s”，请删去后再公开。") % found[0], field=field)


def _require_shown(case: Case) -> None:
    if not is_shown(case):
        raise IllegalMove(_("没有等您看的公开内容。"))


def _said(changes: dict[str, object]) -> str:
    return "{public_subject}\n{public_text}".format(**changes)
