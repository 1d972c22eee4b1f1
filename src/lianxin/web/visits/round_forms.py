"""What one writes at a door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.cases.actions.intake import Contact
from lianxin.forms.answers import BadAnswers
from lianxin.forms.models import Form
from lianxin.kernel.refusals import Refusal
from lianxin.visits.actions import visiting
from lianxin.visits.actions.visiting import Told, Unsafe, Wanted
from lianxin.visits.states import Outcome, Thing
from lianxin.web.me.forms import Keyed
from lianxin.web.questions.asking import PREFIX, Questions
from lianxin.web.uploads import PhotosField

NEEDS = range(1, 4)
LONGEST_WAIT = int(visiting.OLDEST.total_seconds())


class VisitForm(Keyed):
    """`asked` are the questions of the campaign in the version that was before the writer;
    `is_read`: a household reads in its log what is noted."""

    outcome = forms.ChoiceField(
        label=_("见到了吗"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("问了什么、办了什么"), required=False, max_length=visiting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("用自己的话写一两句，可以用键盘上的话筒说。"),
    )  # fmt: skip
    is_sure = forms.BooleanField(label=_("看过了，就这样记"), required=False)
    photos = PhotosField(help_text=_("拍设施和地方，不拍人。"))
    name = forms.CharField(
        label=_("怎么称呼"), required=False, max_length=60,
        help_text=_("对方同意才填，用来告诉对方办得怎样。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("电话"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    thing = forms.ChoiceField(
        label=_("哪一类设施"), required=False, choices=[("", _("请选择")), *Thing.choices]
    )
    spot = forms.CharField(label=_("具体位置"), required=False, max_length=80)
    unsafe = forms.CharField(
        label=_("哪里不安全"), required=False, max_length=300,
        help_text=_("只写地方和东西，不写人。"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    form_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    waited = forms.IntegerField(
        required=False, min_value=0, max_value=LONGEST_WAIT, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, asked: Form | None = None, is_read: bool = False, **kwargs: Any
    ) -> None:
        if asked:
            kwargs["initial"] = {"form_version": asked.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for number in NEEDS:
            self.fields[f"need_{number}"] = forms.CharField(
                label=_("要办的事"), required=False, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        if is_read:
            told = _("用自己的话写一两句，可以用键盘上的话筒说。住户看得到，也能改、能删。")
            self.fields["note"].help_text = told
        self.questions = Questions(self, asked.read() if asked else None)

    @property
    def first_need(self) -> forms.BoundField:
        return self[f"need_{NEEDS[0]}"]

    @property
    def more_needs(self) -> list[forms.BoundField]:
        return [self[f"need_{number}"] for number in NEEDS[1:]]

    def told(self, *, at: datetime) -> Told:
        """What was seen and said, when by the phone's own watch: how long ago, whatever hour it
        believes it is."""
        said = self.cleaned_data
        contact = Contact(name=said["name"], phone=said["phone"])
        needs = [said[f"need_{number}"].strip() for number in NEEDS]
        return Told(
            outcome=said["outcome"],
            happened_at=at - timedelta(seconds=said["waited"] or 0),
            note=said["note"],
            answers=self._answers(),
            form_version=said["form_version"] if self.questions.were_seen else None,
            photos=said["photos"],
            needs=[Wanted(text, contact) for text in needs if text],
            hazards=self._hazards(),
            is_sure=said["is_sure"],
        )

    def _hazards(self) -> list[Unsafe]:
        said = self.cleaned_data
        if not any(said[name].strip() for name in ("thing", "spot", "unsafe")):
            return []
        return [Unsafe(said["thing"], said["unsafe"], said["spot"])]

    def _answers(self) -> Mapping[str, Any] | None:
        if not self.questions.were_seen:
            return None
        given = {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX) and value not in ("", None, [])
        }
        return given or None

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, BadAnswers):
            for name, why in refusal.errors.items():
                self.add_error(PREFIX + name, why)
            return
        super().refuse(refusal)
        if refusal.code == "person":
            self.add_error("unsafe", refusal.message)


class PhotoForm(Keyed):
    """Pictures of the visit `key`."""

    photos = PhotosField(required=True)
