"""The tables of the catalogue."""

from lianxin.catalogue.models.edition import EditionItem
from lianxin.catalogue.models.saved import SavedSearch

__all__ = ["EditionItem", "SavedSearch"]
