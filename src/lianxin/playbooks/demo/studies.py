"""Studies of the demo town: each field, and each state from the question to the answer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.network.models import District, Organisation, Place
from lianxin.papers.document import Document, Heading, Paragraph
from lianxin.papers.files import File
from lianxin.papers.word import docx
from lianxin.playbooks.demo.words import load
from lianxin.studies import actions
from lianxin.studies.models import Study
from lianxin.studies.states import ANSWERED, VERDICTS, StudyState

KEYS: Final = UUID("5b7d2f60-8a1e-4c39-9d54-1f6e0a3c7b28")
DAY: Final = timedelta(days=1)


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many there are."""
    found = Study.objects.filter(district_id=district.pk)
    if not found.exists():
        units = Organisation.objects.filter(district_id=district.pk).select_related("place")
        by_code = {unit.code: unit for unit in units}
        for row in load("studies")["studies"]:
            _Way(district, by_code, row, at).go()
    return found.count()


@dataclass
class _Way:
    """One study, as far as it has come."""

    district: District
    units: dict[str, Organisation]
    row: dict[str, Any]
    at: datetime

    def go(self) -> None:
        state, asked = StudyState(self.row["state"]), self.at - self.row["asked"] * DAY
        study = self._asked(asked)
        if state == StudyState.ASKED:
            return
        actions.begin(study, plan=self.row["plan"], by=None, at=asked + 8 * DAY)
        if "ethics" in self.row:
            self._look_on(study, begun=asked + 9 * DAY)
        if state == StudyState.DROPPED:
            actions.drop(study, reason=self.row["reason"], by=None, at=asked + 30 * DAY)
        if state in (StudyState.REPORTED, *ANSWERED):
            done = asked + (self.row["due"] - 3) * DAY
            summary = self.row["summary"]
            actions.report(study, summary=summary, files=[self._paper()], by=None, at=done)
            self._answer(study, state, at=done + 10 * DAY)

    def _asked(self, at: datetime) -> Study:
        row = self.row
        due_on = timezone.localdate(at) + row["due"] * DAY
        told = actions.Told(
            self.units[row["unit"]], row["area"], row["title"], row["question"], due_on
        )
        study = actions.ask(self.district, told, by=None, at=at, key=uuid5(KEYS, row["title"]))
        for code in row["team"]:
            key = uuid5(KEYS, f"{row['title']} {code}")
            member = actions.invite(study, unit=self.units[code], by=None, at=at + DAY, key=key)
            if code in row["yes"]:
                actions.consent(member, by=None, at=at + 4 * DAY)
        study.refresh_from_db()
        return study

    def _look_on(self, study: Study, *, begun: datetime) -> None:
        """What was seen, each some days ago."""
        actions.promise(study, self.row["ethics"], by=None, at=begun)
        places = Place.objects.filter(district_id=self.district.pk).defer("shape")
        for row in self.row["seen"]:
            when = self.at - row["days"] * DAY
            seen = actions.Seen(
                places.get(code=row["place"]), timezone.localdate(when), row["text"]
            )
            key = uuid5(KEYS, row["text"])
            actions.note(study, seen, by=None, at=when, key=key)

    def _answer(self, study: Study, state: StudyState, *, at: datetime) -> None:
        verbs = {end: verb for verb, end in VERDICTS.items()}
        if state not in verbs:
            return
        actions.answer(study, verbs[state], reason=self.row["reason"], by=None, at=at)
        if self.row.get("public"):
            actions.publish(study, by=None, at=at + DAY)

    def _paper(self) -> File:
        """The report, as a document."""
        row = self.row
        parts = [
            (Heading("要弄清什么"), row["question"]), (Heading("怎么调研"), row["plan"]),
            (Heading("主要结论和建议"), row["summary"]),
        ]  # fmt: skip
        blocks = [block for head, text in parts for block in (head, Paragraph(text))]
        content = docx(
            Document(
                title=row["title"], running=self.district.name, made=self.district.name,
                language="zh-hans", at=self.at, blocks=blocks,
            )
        )  # fmt: skip
        return File(f"{row['title']}.docx", len(content), io.BytesIO(content))
