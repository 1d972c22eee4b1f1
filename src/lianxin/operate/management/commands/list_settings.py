from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lianxin import options


class Command(BaseCommand):
    help = "Print every setting with its default and meaning, as docs/operate/settings.md has it."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        self.stdout.write(settings_page(), ending="")


def settings_page() -> str:
    rows = "".join(
        f"| `{option.name}` | {_code(option.default)} | {option.about} |\n"
        for option in sorted(options.declared.values(), key=lambda option: option.name)
    )
    return (
        "# Settings\n\n"
        "Environment variables, or lines `NAME=value` in the file `lianxin.env` of the data folder"
        " (the environment goes first).\n"
        "This page is written by `lianxin manage list_settings`.\n\n"
        "| Variable | Default | Meaning |\n| --- | --- | --- |\n" + rows
    )


def _code(default: str) -> str:
    return f"`{default}`" if default else ""
