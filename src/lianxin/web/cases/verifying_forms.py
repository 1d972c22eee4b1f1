"""The forms of handing an answer in for verification, and of judging it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.actions.checklist import CLAIMED
from lianxin.cases.actions.verifying import PHOTO
from lianxin.cases.states import ANSWER_OUTCOMES
from lianxin.web.cases.forms import DeedForm, Told, words
from lianxin.web.uploads import PhotosField


class Submit(Told):
    move = "answer"
    field_order = ("outcome", "note")
    outcome = forms.ChoiceField(
        label=gettext_lazy("办理结果"),
        choices=[(one.value, one.label) for one in ANSWER_OUTCOMES],
        widget=forms.RadioSelect,
    )
    note = words(
        label=gettext_lazy("答复内容"),
        rows=5,
        help_text=gettext_lazy("核查通过后，诉求人会看到这段话。"),
    )

    def hint(self) -> str:
        return _("这类诉求由社区工作者或调度员核查，通过后自动答复诉求人。核查期间时限照走。")


class Verify(DeedForm):
    """Pictures are asked for where they are owed, and may be added elsewhere."""

    remark = words(label=gettext_lazy("核查时看到了什么"), rows=2, most=1000, required=False)
    photos = PhotosField(label=gettext_lazy("现场照片"))

    def prepare(self) -> None:
        pending = self.ground.pending_verification
        wants = self.ground.rules.verify_of(self.ground.case.class_code)
        is_photo = wants == PHOTO and pending is not None and pending.outcome in CLAIMED
        self.fields["photos" if is_photo else "remark"].required = True

    def hint(self) -> str:
        pending = self.ground.pending_verification
        if pending is None:
            return ""
        said = {"outcome": pending.get_outcome_display(), "text": pending.text}
        return _("待核查的答复：%(outcome)s。%(text)s") % said

    def facts(self) -> dict[str, Any]:
        return {"remark": self.cleaned_data["remark"], "uploads": self.cleaned_data["photos"]}


class SendBack(DeedForm):
    remark = words(
        label=gettext_lazy("哪里不符"),
        rows=2,
        most=1000,
        help_text=gettext_lazy("只有承办单位看到，时限照走。"),
    )
