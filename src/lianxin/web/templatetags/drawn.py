"""Tags for what is drawn once and shown many times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.cache import caches
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lianxin.web.desk.pages import Drawn
from lianxin.web.shell.context import Shell

register = template.Library()

FRAME_KEPT, ROWS_KEPT = 600, 90  # seconds
TOKEN, BACK = "{token of the session}", "{way back}"  # where they stand until somebody asks


class _Blank:
    """The frame of no request: what differs from one to the next is not filled in."""

    csrf, path = TOKEN, BACK

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shell, name)


@register.simple_tag(takes_context=True)
def frame(context: Context, name: str) -> SafeString:
    """A part of the frame that shows no more than `shell` has of language, look and district."""
    shell: Shell = context["shell"]
    kept, look = caches["drawn"], shell.look
    of = f"{name} {shell.language} {look.theme} {look.size} {shell.home} {shell.district}"
    part: str | None = kept.get(of)
    if part is None:
        part = _drawn(context, name, shell=_Blank(shell))
        kept.set(of, part, FRAME_KEPT)
    if TOKEN in part:
        part = part.replace(TOKEN, shell.csrf).replace(BACK, escape(shell.path))
    return mark_safe(part)  # noqa: S308  a template wrote it


@register.simple_tag(takes_context=True)
def drawn_rows(context: Context, rows: Iterable[Drawn], name: str) -> SafeString:
    """The template `name` for each of `rows`, where it is its `row`."""
    kept, parts = caches["drawn"], []
    for row in rows:
        of = f"{name} {row.of}"
        part = kept.get(of)
        if part is None:
            part = _drawn(context, name, row=row.row())
            kept.set(of, part, ROWS_KEPT)
        parts.append(part)
    return mark_safe("".join(parts))  # noqa: S308  as above


def _drawn(context: Context, name: str, **more: Any) -> str:
    assert context.template is not None
    with context.push(**more):
        return str(context.template.engine.get_template(name).render(context))
