"""Money: typed and shown in yuan, kept in fen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

FEN, WAN, MILLION, YI = 100, 10_000, 1_000_000, 100_000_000
MOST = Decimal(10_000_000_000)


def yuan(fen: int | None) -> str:
    """ "12,345.60 元"; "" for none told."""
    if fen is None:
        return ""
    whole = f"{fen / FEN:,.2f}".removesuffix(".00")
    return _("%s 元") % whole


def in_short(fen: int) -> tuple[str, str]:
    """Number and unit of a large sum: ("1.89", "亿元"), ("62.5", "万元"), ("800", "元").
    Other languages count in millions."""
    amount = fen / FEN
    if amount >= MILLION and not (get_language() or "").startswith("zh"):
        return f"{amount / MILLION:,.2f}", _("百万元")
    if amount >= YI:
        return f"{amount / YI:.2f}", _("亿元")
    if amount >= WAN:
        return f"{amount / WAN:.1f}".removesuffix(".0"), _("万元")
    return f"{amount:,.0f}", _("元")


class YuanField(forms.DecimalField):
    """Cleans to fen, or None."""

    def __init__(self, **kwargs: Any) -> None:
        told: dict[str, Any] = {"min_value": 0, "max_value": MOST, "decimal_places": 2}
        super().__init__(**(told | kwargs))
        self.widget.attrs.setdefault("inputmode", "decimal")

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * FEN)
