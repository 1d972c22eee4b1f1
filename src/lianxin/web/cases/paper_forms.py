"""How the papers of a case are offered on its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from lianxin.web.cases import pages
from lianxin.web.cases.deeds import DEEDS
from lianxin.web.cases.forms import Reveal
from lianxin.web.cases.ground import Ground


class RevealedForm(Reveal):
    """A paper that holds the contact in full."""

    kind = forms.ChoiceField(
        label=gettext_lazy("文件格式"), choices=[("pdf", "PDF"), ("docx", "Word")]
    )

    def facts(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


def offer(ground: Ground) -> pages.Papers:
    url = reverse("cases:dossier", args=[ground.case.ref])
    may_reveal = DEEDS["reveal"].is_offered(ground)
    form = RevealedForm(ground, "dossier") if may_reveal else None
    return pages.Papers(url=url, form=form)
