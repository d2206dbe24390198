"""YAML with line numbers in every mapping, so that a fault can name its line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from vethanam.errors import Unsound


class _Lines(yaml.SafeLoader):
    """YAML loader that stores the line of every mapping as ``__line__``, keeps decimals exact,
    and refuses duplicate keys.
    """


class _QuickLines(yaml.CSafeLoader):
    """The same, seven times as fast. It has no nesting limit, so it reads only files of this package."""


def _mapping(loader: _Lines | _QuickLines, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {"__line__": node.start_mark.line + 1}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise Unsound("key_twice", line=key_node.start_mark.line + 1, key=key)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _decimal(loader: _Lines | _QuickLines, node: yaml.ScalarNode) -> Decimal | str:
    written = str(loader.construct_scalar(node))
    try:
        return Decimal(written)
    except InvalidOperation:
        return written


def _day(loader: _Lines | _QuickLines, node: yaml.ScalarNode) -> Any:
    """A date; an impossible date stays text, so that its fault has a line."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


for _loader in (_Lines, _QuickLines):
    _loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    _loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
    _loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def loaded(text: str) -> Any:
    """Parse YAML with the line of every mapping as ``__line__`` and exact decimals."""
    return yaml.load(text, Loader=_Lines)  # noqa: S506 - a SafeLoader


def read_numbered(path: Path) -> Any:
    """Read such a YAML file of this package."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_QuickLines)  # noqa: S506 - a SafeLoader
