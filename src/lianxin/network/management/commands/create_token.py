from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network import actions
from lianxin.network.models import Scope, User


class Command(BaseCommand):
    help = "Make a token for a machine. It acts as USERNAME, and is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="What it is for.")
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values)
        parser.add_argument("--days", type=int, default=365, help="How long it holds.")

    def handle(self, *, username: str, name: str, scope: list[str], days: int, **_: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        facts: dict[str, Any] = {"name": name, "scopes": scope, "days": days}
        try:
            secret = actions.make_token(user, **facts, key=new_id(), by=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(secret)
