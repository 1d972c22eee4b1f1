"""How every Django form looks: `{{ form }}` and `{{ field.as_field_group }}` use our parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


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
