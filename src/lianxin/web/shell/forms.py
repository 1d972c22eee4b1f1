"""How every Django form looks: `{{ form }}` and `{{ field.as_field_group }}` use our parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


def choices_of(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field `name`, to be given its choices."""
    return cast("forms.ChoiceField", form.fields[name])


def rows_of(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """The field `name`, to be given the rows one may choose from."""
    return cast("forms.ModelChoiceField[Any]", form.fields[name])


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Browsers take the day of such an input in ISO 8601 alone."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class PartsRenderer(TemplatesSetting):
    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


class Tiles(forms.RadioSelect):
    """Radios as tiles with a picture. `icons` maps a choice's value to the name of its icon."""

    style = "tiles"

    def __init__(self, *, icons: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.icons = dict(icons or {})


RATING_ICONS = {"1": "frown", "2": "annoyed", "3": "meh", "4": "smile", "5": "laugh"}


class Rating(Tiles):
    """Three or five answers from bad to good, each with its word."""

    style = "rating"

    def __init__(self, *, icons: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(icons=icons or RATING_ICONS, **kwargs)


class Photos(forms.ClearableFileInput):
    """Several pictures at once. Without scripts a plain file input that takes many."""

    allow_multiple_selected = True
    style = "photos"

    def __init__(self, *, most: int = 6) -> None:
        super().__init__(attrs={"multiple": True, "accept": "image/*", "data-most": most})


class PhotosField(forms.FileField):
    """Cleans to a list of uploads, empty when none was chosen. What is in them others check."""

    def __init__(self, *, most: int = 6, **kwargs: Any) -> None:
        super().__init__(widget=Photos(most=most), **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = [one for one in data or [] if one]
        if len(chosen) > self.most:
            raise ValidationError(
                _("最多 %(most)d 张照片，您选了 %(count)d 张。请去掉几张再交。"),
                params={"most": self.most, "count": len(chosen)},
            )
        if not chosen:
            super().clean(None, initial)
        return [super(PhotosField, self).clean(one, initial) for one in chosen]
