from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from lianxin.playbooks.demo import people


class Command(BaseCommand):
    help = "List the accounts of the demo town and what to try with each."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(_("演示账号，密码都是 %s") % settings.DEMO_PASSWORD)
        for account in people.accounts():
            self.stdout.write(f"\n  {account.username:<16}{account.who}")
            self.stdout.write(f"  {'':<16}{account.what['zh']}")
            self.stdout.write(f"  {'':<16}{account.what['en']}")
