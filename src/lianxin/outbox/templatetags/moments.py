"""Facts are plain values, so their times are ISO texts: `{{ due_at|moment }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def moment(written: str) -> str:
    """Local time in the reader's language: 11月23日 17:30, 23 Nov 17:30. Nothing for ""."""
    if not written:
        return ""
    local = timezone.localtime(datetime.fromisoformat(written))
    return date_format(local, _("n月j日 H:i"))


@register.filter
def day(written: str) -> str:
    """The same of a day, with its year: 2026年11月23日, 23 Nov 2026."""
    return date_format(date.fromisoformat(written[:10]), _("Y年n月j日")) if written else ""
