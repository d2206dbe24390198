"""YAML files of this package, read with the fast parser, which reports no line numbers."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

import yaml


def shipped_yaml(file: Traversable) -> Any:
    """The content of one YAML file of the package."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
