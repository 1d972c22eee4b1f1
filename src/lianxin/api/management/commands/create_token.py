from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianxin.api import tokens
from lianxin.api.models import Scope
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


class Command(BaseCommand):
    help = "Make a token for a machine. It acts as USERNAME, and is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="What it is for.")
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values)

    def handle(self, *, username: str, name: str, scope: list[str], **_: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        try:
            secret = tokens.make(user, name=name, scopes=scope, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(secret)
