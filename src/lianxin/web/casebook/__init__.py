"""The casebook: what everybody may read, and where editors write it."""
