"""What the public is shown of a case, and what its requester says to that."""

from __future__ import annotations

from datetime import datetime

from lianxin.api.shapes import DeedIn
from lianxin.cases.actions import publishing
from lianxin.cases.models import Case
from lianxin.network.models import User


def show(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    publishing.show(case, subject=said.subject, text=said.note, by=by, at=at, key=said.key)


def publish(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    publishing.publish(case, subject=said.subject, text=said.note, by=by, at=at, key=said.key)


def unpublish(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    publishing.unpublish(case, by=by, at=at, key=said.key)


def agree(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    publishing.agree(case, by=by, at=at, key=said.key)


def forbid(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    publishing.forbid(case, note=said.note, by=by, at=at, key=said.key)


DEEDS = {
    "show": show,
    "publish": publish,
    "unpublish": unpublish,
    "agree": agree,
    "forbid": forbid,
}
