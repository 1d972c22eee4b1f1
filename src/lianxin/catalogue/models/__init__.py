"""The tables of the catalogue."""

from lianxin.catalogue.models.collection import Collection, CollectionItem, CollectionQuerySet
from lianxin.catalogue.models.edition import EditionItem
from lianxin.catalogue.models.saved import SavedSearch

__all__ = ["Collection", "CollectionItem", "CollectionQuerySet", "EditionItem", "SavedSearch"]
