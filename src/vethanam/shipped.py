"""Files that ship with this version. They are ours, so they are read by the quick parser, which tells no lines of faults."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

import yaml


def shipped_yaml(file: Traversable) -> Any:
    """The content of one YAML file of the package."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
