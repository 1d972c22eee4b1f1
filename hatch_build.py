"""Puts the built front end into the wheel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import assets


class BuildAssets(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatch's own
        """For an editable installation `make` builds them, and says so."""
        if version == "standard" and not assets.is_current():
            assets.build()
