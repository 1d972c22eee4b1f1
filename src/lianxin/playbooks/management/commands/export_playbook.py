from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lianxin.cases.models import Rulebook
from lianxin.network.models import District
from lianxin.playbooks.export import export


class Command(BaseCommand):
    help = "Write a district's way of working as a playbook: export_playbook SLUG > file.yaml"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", metavar="SLUG")

    def handle(self, *, district: str, **_options: Any) -> None:
        found = District.objects.filter(slug=district).first()
        if found is None:
            raise CommandError(_("没有网址名为“%s”的辖区。") % district)
        try:
            self.stdout.write(export(found), ending="")
        except Rulebook.DoesNotExist as missing:
            text = _("“%s”还没有办件规则。请先用 load_playbook 装入一份手册。") % found.name
            raise CommandError(text) from missing
