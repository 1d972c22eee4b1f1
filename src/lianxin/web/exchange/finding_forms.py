from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.catalogue import findable, finding
from lianxin.exchange.kinds import KINDS, choices
from lianxin.exchange.models import Mode, Whom
from lianxin.network.models import District
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of

ANY = ("", _("不限"))
FIRST = ("q", "kind", "place")
OF_JOBS = ("employment", "education", "pay")
HIDDEN = ("latitude", "longitude", "firm", "skill", "collection")


class CatalogueForm(forms.Form):
    """Lives in the address, by the names that `catalogue.finding.read` knows."""

    q = forms.CharField(
        label=_("找什么"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("种类"), required=False)
    place = forms.ChoiceField(label=_("在哪里用"), required=False)
    mode = forms.ChoiceField(label=_("方式"), required=False, choices=[ANY, *Mode.choices])
    whom = forms.ChoiceField(label=_("适合谁"), required=False, choices=[ANY, *Whom.choices])
    cost = forms.ChoiceField(label=_("价格"), required=False)
    employment = forms.ChoiceField(label=_("用工方式"), required=False)
    education = forms.ChoiceField(label=_("我的学历"), required=False)
    pay = forms.ChoiceField(label=_("月薪至少"), required=False)
    day = forms.DateField(
        label=_("哪天有名额"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    open = forms.BooleanField(label=_("只看现在开着的"), required=False)
    within = forms.ChoiceField(label=_("离我多远"), required=False)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    firm = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)
    skill = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    collection = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, district: District) -> None:
        super().__init__(data, auto_id="find_%s")
        choices_of(self, "kind").choices = [("", _("全部")), *choices()]
        choices_of(self, "place").choices = places.choices(district)
        choices_of(self, "cost").choices = [ANY, *((str(y), _cost(y)) for y in findable.PRICES)]
        choices_of(self, "within").choices = [ANY, *((str(m), _within(m)) for m in finding.WITHIN)]
        choices_of(self, "pay").choices = [
            ANY, *((str(yuan), gettext("%s 元") % f"{yuan:,}") for yuan in findable.PAYS),
        ]  # fmt: skip
        details = {detail.name: detail for detail in KINDS["JOB"].details}
        for name in ("employment", "education"):
            told = [(code, str(label)) for code, label in details[name].choices.items()]
            choices_of(self, name).choices = [ANY, *told]
        self._leave_out()

    def _leave_out(self) -> None:
        """What the chosen kind does not have."""
        is_job = self.data.get("kind") == "JOB"
        for name in ("cost", "day", "open", "mode", "whom") if is_job else OF_JOBS:
            del self.fields[name]

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen well, as the address says it."""
        self.is_valid()
        return {name: str(self.data[name]) for name, value in self.cleaned_data.items() if value}

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        left_out = (*FIRST, *HIDDEN, "within")
        return [self[name] for name in self.fields if name not in left_out]

    @property
    def kept(self) -> list[forms.BoundField]:
        """What a link has narrowed by, and no field shows."""
        return [self[name] for name in ("firm", "skill", "collection") if self.data.get(name)]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked.keys() - {*FIRST})


class SaveForm(Keyed):
    """Of whom nobody knows an address is asked for one."""

    title = forms.CharField(label=_("叫它什么"), max_length=120)
    email = forms.EmailField(
        label=_("提醒发到哪个邮箱"),
        help_text=_("先发一封信确认是您的邮箱。随时可以一点就停。"),
        error_messages={"required": _("请写一个能收信的邮箱。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, *, is_known: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if is_known:
            del self.fields["email"]


def _cost(yuan: int) -> str:
    return gettext("%d 元以内") % yuan if yuan else gettext("免费")


def _within(metres: int) -> str:
    if metres < 1000:  # noqa: PLR2004  a kilometre
        return gettext("%d 米") % metres
    return gettext("%d 公里") % (metres // 1000)
