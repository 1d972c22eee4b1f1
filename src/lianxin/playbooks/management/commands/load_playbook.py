from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.network.models import District
from lianxin.playbooks import loader
from lianxin.playbooks.document import BadPlaybook, shipped
from lianxin.playbooks.holidays import seed_calendar


class Command(BaseCommand):
    help = "Load a district's way of working. Safe to repeat: says what it changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("playbook", metavar="NAME|FILE", help=" ".join(shipped()))
        parser.add_argument("--check", action="store_true", help="Check the file, load nothing.")
        parser.add_argument(
            "--district", metavar="SLUG", help="Load it into this district, which keeps its name."
        )

    def handle(self, *, playbook: str, check: bool, district: str | None, **_options: Any) -> None:
        try:
            book = loader.read(playbook)
        except BadPlaybook as bad:
            raise CommandError(str(bad)) from bad
        if check:
            self.stdout.write(_("%s：没有发现问题。") % playbook)
            return
        if district:
            book = loader.into(book, self._district(district))
        seed_calendar()
        loaded = loader.put(book, at=timezone.now())
        for change in loaded.changes:
            self.stdout.write(change)
        self.stdout.write(
            _("“%(name)s”：%(n)d 处有变化。")
            % {"name": loaded.district.name, "n": len(loaded.changes)}
        )

    def _district(self, slug: str) -> District:
        found = District.objects.filter(slug=slug).first()
        if found is None:
            known = "、".join(District.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(
                _("没有网址名为“%(slug)s”的辖区。已有的是：%(known)s。")
                % {"slug": slug, "known": known or "—"}
            )
        return found
