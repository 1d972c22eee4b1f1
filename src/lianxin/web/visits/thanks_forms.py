from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import Organisation, User
from lianxin.visits.actions.thanks import LONGEST, Letter
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import day_field, rows_of

QUARTER = timedelta(days=90)


class ThanksForm(Keyed):
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("致谢单位"), empty_label=None
    )
    to = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("感谢哪个单位"), empty_label=_("请选择")
    )
    since = day_field(_("从哪天"))
    until = day_field(_("到哪天"), help_text=_("这段时间里的数字，由系统从记录里数。"))
    text = forms.CharField(
        label=_("想说的话"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    people = forms.CharField(
        label=_("想写到谁"), required=False, max_length=2_000,
        help_text=_("一行一个姓名或账号。先问本人，同意了才写名字；没同意的只算进数字。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, district_id: int, units: QuerySet[Organisation]
    ) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"since": today - QUARTER, "until": today})
        self.district_id = district_id
        others = Organisation.objects.filter(district_id=district_id, is_active=True)
        rows_of(self, "unit").queryset = units
        rows_of(self, "to").queryset = others.order_by("name")

    def clean_people(self) -> list[User]:
        lines = [one.strip() for one in self.cleaned_data["people"].splitlines() if one.strip()]
        known = User.objects.filter(district_id=self.district_id, is_active=True)
        found = list(known.filter(username__in=lines) | known.filter(name__in=lines))
        words = {word for one in found for word in (one.name, one.username)}
        if unknown := [one for one in lines if one not in words]:
            raise forms.ValidationError(gettext("没有找到：%s。") % gettext("、").join(unknown))
        return found

    @property
    def letter(self) -> Letter:
        said = self.cleaned_data
        return Letter(said["to"], said["since"], said["until"], said["text"], said["people"])
