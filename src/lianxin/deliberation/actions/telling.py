"""Who is told what."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from lianxin.deliberation import queries
from lianxin.deliberation.models import Support, Survey, Topic
from lianxin.deliberation.notices import TopicNotice
from lianxin.exchange.policy import OF_UNIT
from lianxin.following import actions as following
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address


def page_of(topic: Topic) -> str:
    return f"/deliberation/topics/{topic.ref}/"


def tell_author(
    kind: str, topic: Topic, *, entry: Entry, text: str | Promise = "", until: str = ""
) -> None:
    """Who raised it: by account, or by her own link."""
    if topic.raised_by is not None:
        notice = _notice(kind, topic, link=page_of(topic), text=text, until=until)
        outbox.queue(notice, to=[topic.raised_by], about=entry.pk, at=entry.at)
    address = author_address(topic)
    if address is not None:
        outbox.queue_to(
            _notice(kind, topic, link="", text=text, until=until), address=address,
            district_id=topic.district_id, about=entry.pk, at=entry.at,
        )  # fmt: skip


def author_address(topic: Topic) -> Address | None:
    author = queries.author_of(topic)
    if author is None:
        return None
    return Address(
        name=topic.shown_as, email=author.email or "", phone=author.phone or "",
        language=author.language,
        link=f"{page_of(topic)}mine/{privacy.tracking_code(topic.pk)}/",
    )  # fmt: skip


def tell_unit(
    kind: str, topic: Topic, unit: Organisation, *, about: UUID, at: datetime, text: str = "",
    until: str = "",
) -> None:  # fmt: skip
    people = list(network.people_in(unit, *OF_UNIT, on=timezone.localdate(at)))
    link = f"/deliberation/desk/{topic.ref}/"
    notice = _notice(kind, topic, link=link, text=text, until=until)
    if people:
        outbox.queue(notice, to=people, about=about, at=at)


def tell_supporters(topic: Topic, *, entry: Entry, before: str, text: str) -> None:
    """What stood there when they agreed, and what stands there now."""
    for one in queries.supporters_of(topic):
        notice = _notice("topic_changed", topic, link=page_of(topic), text=text, before=before)
        if one.user is not None:
            outbox.queue(notice, to=[one.user], about=entry.pk, at=entry.at)
        else:
            plain = _notice("topic_changed", topic, link="", text=text, before=before)
            outbox.queue_to(
                plain, address=support_address(one), district_id=topic.district_id,
                about=entry.pk, at=entry.at,
            )  # fmt: skip


def support_address(support: Support) -> Address:
    link = f"/deliberation/supports/{support.pk}/{privacy.tracking_code(support.pk)}/"
    return Address(
        email=support.email or "", phone=support.phone or "", language=support.language, link=link
    )


def ask_supporter(support: Support, topic: Topic, *, about: UUID, at: datetime) -> None:
    """Whether the address is hers."""
    outbox.queue_to(
        _notice("support_confirm", topic, link=""), address=support_address(support),
        district_id=topic.district_id, about=about, at=at,
    )  # fmt: skip


def news(topic: Topic, *, entry: Entry, text: str | Promise) -> None:
    """To everybody who follows it, or what led to it."""
    following.happened(topic, entry=entry, subject=topic.title, text=text, link=page_of(topic))


def survey_page(survey: Survey) -> str:
    return f"/deliberation/surveys/{survey.ref}/"


def survey_news(survey: Survey, *, entry: Entry, text: str | Promise) -> None:
    """To everybody who follows it."""
    following.happened(
        survey, entry=entry, subject=survey.title, text=text, link=survey_page(survey)
    )


def tell_survey_unit(survey: Survey, *, entry: Entry, until: str) -> None:
    unit, on = survey.hall.unit, timezone.localdate(entry.at)
    people = list(network.people_in(unit, *OF_UNIT, on=on))
    notice = TopicNotice(
        kind="survey_closed", ref=survey.ref, subject=survey.title,
        link=f"/deliberation/desk/surveys/{survey.ref}/", until=until,
    )  # fmt: skip
    if people:
        outbox.queue(notice, to=people, about=entry.pk, at=entry.at)


def _notice(
    kind: str, topic: Topic, *, link: str, text: str | Promise = "", until: str = "",
    before: str = "",
) -> TopicNotice:  # fmt: skip
    return TopicNotice(
        kind=kind, ref=topic.ref, subject=topic.title, link=link, text=str(text), until=until,
        before=before,
    )  # fmt: skip
