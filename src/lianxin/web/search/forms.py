from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.cases.rules import Rules
from lianxin.search.queries import NEWEST, RELEVANCE, Span
from lianxin.web.cases.forms import classes_by_kind
from lianxin.web.search.kinds import KINDS, STATES, Narrow
from lianxin.web.shell.forms import choices_of


class SearchForm(forms.Form):
    """Lives in the address, so that a search can be sent as a link."""

    q = forms.CharField(
        label=_("找什么"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autofocus": True}),
    )
    order = forms.ChoiceField(
        label=_("排序"),
        required=False,
        choices=[(RELEVANCE, _("最相关的在前")), (NEWEST, _("最新的在前"))],
    )
    kind = forms.ChoiceField(label=_("种类"), required=False)
    class_code = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    since = forms.DateField(
        label=_("从哪天起"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("到哪天止"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, rules: Rules) -> None:
        super().__init__(data, auto_id="search_%s")
        everything = ("", _("全部"))
        kinds = [(kind.code, kind.label) for kind in KINDS.values()]
        choices_of(self, "kind").choices = [everything, *kinds]
        choices_of(self, "class_code").choices = [everything, *classes_by_kind(rules)]
        if len(kinds) == 1:
            del self.fields["kind"]

    @property
    def typed(self) -> dict[str, Any]:
        """What was chosen; what does not exist is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """By anything but the words."""
        return bool(self.typed.keys() - {"q"})

    @property
    def narrow(self) -> Narrow:
        return Narrow(self.typed.get("class_code", ""), self.typed.get("state", ""))

    @property
    def span(self) -> Span:
        since, until = self.typed.get("since"), self.typed.get("until")
        return Span(
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
