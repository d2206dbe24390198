"""YAML of which every mapping knows the line it stands on, so that a fault can name it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from vethanam.errors import Unsound


class _Lines(yaml.SafeLoader):
    """YAML with the line of every mapping kept as ``__line__``, decimals exact, and no key twice."""


class _QuickLines(yaml.CSafeLoader):
    """The same, seven times as fast. It does not mind how deep lists nest, so it reads our own files only."""


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
    """A date; a day that does not exist stays a text, so that its fault has a line."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


for _loader in (_Lines, _QuickLines):
    _loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    _loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
    _loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def loaded(text: str) -> Any:
    """YAML with the line of every mapping as ``__line__`` and decimals exact."""
    return yaml.load(text, Loader=_Lines)  # noqa: S506 - a SafeLoader


def read_numbered(path: Path) -> Any:
    """A file of it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_QuickLines)  # noqa: S506 - a SafeLoader
