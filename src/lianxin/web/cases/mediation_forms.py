"""The forms of a mediation, and how what they say reaches the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases import together
from lianxin.cases.actions import mediation
from lianxin.cases.actions.mediation import FEWEST, Side
from lianxin.cases.models import Case, Party
from lianxin.cases.together import SIDES
from lianxin.network.models import User
from lianxin.web.cases.forms import DeedForm, words

OFFERED = 4  # sides that the form has room for
LOCAL = "%Y-%m-%dT%H:%M"


class OpenMediation(DeedForm):
    mediator = forms.ChoiceField(label=gettext_lazy("调解员"))

    def prepare(self) -> None:
        pool = self.ground.mediators
        load = together.open_mediations_of(
            self.ground.case.district_id, [person.pk for person in pool]
        )
        least = sorted(pool, key=lambda person: (load.get(person.pk, 0), str(person)))
        told = _("%(who)s · 在调 %(n)d 件")
        self.choose(
            "mediator",
            [(str(p.pk), told % {"who": p, "n": load.get(p.pk, 0)}) for p in least],
        )
        for number, side in enumerate(SIDES[:OFFERED], 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("%s的姓名或名称") % side,
                max_length=60,
                required=number <= FEWEST,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"phone_{number}"] = forms.CharField(
                label=_("%s的电话") % side,
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
            )

    def hint(self) -> str:
        return _(
            "自愿、免费、保密：各方都同意才开始。发起后只有主办单位、调度员和调解员能看这件诉求，"
            "协办同时结束。"
        )

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        people = {str(person.pk): person for person in self.ground.mediators}
        numbers = range(1, OFFERED + 1)
        sides = [Side(typed[f"name_{n}"], typed[f"phone_{n}"]) for n in numbers]
        return {"mediator": people[typed["mediator"]], "parties": sides}


class SetSession(DeedForm):
    held_at = forms.DateTimeField(
        label=gettext_lazy("调解时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
    )

    def prepare(self) -> None:
        row = self.ground.mediations.newest
        if row and row.held_at:
            self.initial["held_at"] = timezone.localtime(row.held_at)


class DraftAgreement(DeedForm):
    agreement = words(
        label=gettext_lazy("协议内容"),
        rows=14,
        most=8000,
        help_text=gettext_lazy("各方看到的就是这段话。改过以后，已签的要重新签。"),
    )

    def prepare(self) -> None:
        row = self.ground.mediations.newest
        self.initial["agreement"] = (row and row.agreement) or template(self.ground.case)


class EndMediation(DeedForm):
    note = words(
        label=gettext_lazy("为什么没有达成"),
        rows=2,
        most=500,
        help_text=gettext_lazy("例如：对赔偿数额意见不一。不要写当事人说了什么。"),
    )

    def hint(self) -> str:
        return _("结束后，各方的页面会说明还可以仲裁或起诉；承办单位接着答复诉求人。")


class PartyForm(DeedForm):
    """A deed of one side that the mediator has on paper. It stands beside the side."""

    party = forms.UUIDField(widget=forms.HiddenInput)

    def clean_party(self) -> Party:
        asked = self.cleaned_data["party"]
        known = self.ground.mediations
        found = next((party for party in known.parties if party.pk == asked), None)
        if found is None or known.newest is None:
            raise forms.ValidationError(_("没有找到这一方，请刷新后再看。"))
        found.mediation = known.newest
        found.mediation.case = self.ground.case
        return found


def consent(_case: Case, *, party: Party, by: User, at: datetime, key: UUID | None = None) -> None:
    mediation.consent(party, by=by, at=at, key=key)


def decline(_case: Case, *, party: Party, by: User, at: datetime, key: UUID | None = None) -> None:
    mediation.decline(party, by=by, at=at, key=key)


def sign(_case: Case, *, party: Party, by: User, at: datetime, key: UUID | None = None) -> None:
    mediation.sign(party, by=by, at=at, key=key)


def template(case: Case) -> str:
    """What an agreement begins from."""
    return _(
        "一、纠纷情况\n%(subject)s。\n\n"
        "二、经调解，各方自愿达成如下协议\n1. （谁，在什么时候，做什么）\n2. \n\n"
        "三、履行方式和期限\n（怎么履行，到哪一天为止）\n\n"
        "四、其他\n本协议自各方签名之日起生效。一式数份，各方各持一份，调解组织留存一份。"
    ) % {"subject": case.subject}
