"""Read question files: YAML or JSON lists of maps; ``on`` stays a key, and decimals stay exact."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from vethanam.errors import Unsound
from vethanam.rules.questions import ask
from vethanam.tables import bounded_content


class _Questions(yaml.SafeLoader):
    """YAML loader for hand-written files: ``on:`` stays a key, 0412 keeps its zero, an
    impossible date stays text.
    """


_BOOL, _INT, _DAY, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "timestamp", "merge"))
_Questions.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (_BOOL, _INT)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Questions.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
_Questions.add_implicit_resolver(_INT, re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789"))


def _decimal(loader: _Questions, node: yaml.ScalarNode) -> Decimal | str:
    written = str(loader.construct_scalar(node)).replace("_", "")
    try:
        return Decimal(written)
    except InvalidOperation:
        return written


def _day(loader: _Questions, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


class Twice(list[Any]):
    """The values of a duplicate key. Readers refuse it, so neither value is used."""

    def __str__(self) -> str:
        return " and ".join(map(str, self))


def _map_of(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for key, value in pairs:
        if key not in made:
            made[key] = value
        elif isinstance(made[key], Twice):
            made[key].append(value)
        else:
            made[key] = Twice([made[key], value])
    return made


def _map(loader: _Questions, node: yaml.MappingNode) -> dict[Any, Any]:
    """Build a map: merged keys come first and are overridden; a key repeated in the
    map itself is :class:`Twice`.
    """
    own = sum(key.tag != _MERGE for key, _ in node.value)
    loader.flatten_mapping(node)
    pairs = [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]
    merged = len(pairs) - own
    try:
        return {**dict(pairs[:merged]), **_map_of(pairs[merged:])}
    except TypeError:
        raise yaml.YAMLError(f"a key of a map is itself a map or a list{node.start_mark}") from None


_Questions.add_constructor("tag:yaml.org,2002:map", _map)
_Questions.add_constructor("tag:yaml.org,2002:float", _decimal)
_Questions.add_constructor(_DAY, _day)


def written_in(path: Path) -> Any:
    """The content of a YAML or JSON file: exact decimals, dates as dates, everything else as written.

    Raises
    ------
    Unsound
        The file cannot be read, or is too large.
    """
    try:
        return written(bounded_content(path), str(path))
    except OSError as missing:
        raise Unsound("no_file", path=path, why=missing.strerror) from None


def written(file: bytes, name: str) -> Any:
    """Like :func:`written_in`, from bytes; ``name`` is for error sentences."""
    try:
        content = file.decode("utf-8-sig")
        with contextlib.suppress(json.JSONDecodeError):
            return json.loads(content, parse_float=Decimal, object_pairs_hook=_map_of)
        return yaml.load(content, Loader=_Questions)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as broken:
        why = str(broken).splitlines()[0] if str(broken) else "…"
        if mark := getattr(broken, "problem_mark", None):
            raise Unsound("not_readable_at", name=name, why=why, line=mark.line + 1) from None
        raise Unsound("not_readable", name=name, why=why) from None
    except RecursionError:
        raise Unsound("nested_too_deep", name=name) from None


def questions_in(path: Path) -> list[Any]:
    """The questions of a file.

    Raises
    ------
    Unsound
        The file cannot be read, or is not a list.
    """
    return questions(written_in(path), str(path))


def questions(content: Any, name: str) -> list[Any]:
    """The content, if it is a list of questions; raises Unsound otherwise."""
    if not isinstance(content, list):
        raise Unsound("questions_not_a_list", name=name)
    return content


@dataclass(frozen=True, slots=True)
class Compared:
    """One worked example: the differences between expected and actual answer."""

    id: Any
    differences: tuple[tuple[str, Any, Any], ...]

    @property
    def agrees(self) -> bool:
        """True if there is no difference."""
        return not self.differences


def compared(item: Mapping[str, Any], default_pack: str) -> Compared:
    """Ask a question and compare the answer with its ``then`` (or ``expect``), and only that.

    ``then: {error: code}`` expects a refusal with that code; any other key is compared with the answer's.
    """
    answered = ask(item, default_pack)
    wanted = item.get("then", item.get("expect")) if isinstance(item, Mapping) else None
    if isinstance(wanted, Mapping) and isinstance(wanted.get("answer"), Mapping):
        wanted = {**wanted["answer"], **{key: value for key, value in wanted.items() if key != "answer"}}
    if not isinstance(wanted, Mapping):
        return Compared(answered["id"], (("then", "a map of what is expected", wanted),))
    return Compared(answered["id"], tuple(_differences(wanted, answered)))


def _differences(wanted: Mapping[str, Any], answered: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    code = answered.get("error", {}).get("code")
    if "error" in wanted or code:
        expected = wanted.get("error")
        expected = expected.get("code") if isinstance(expected, Mapping) else expected
        came = code or answered.get("answer")
        if code and expected is None:
            came = answered["error"]["message"]
            return [(key, value, came) for key, value in wanted.items()] or [("error", None, came)]
        return [] if expected == code else [("error", expected, came)]
    found = {**answered["answer"], "unconfirmed": answered["unconfirmed"], "because": answered["because"]}
    return [
        (key, value, found.get(key)) for key, value in wanted.items() if plain(found.get(key)) != plain(value)
    ]


def plain(content: Any) -> Any:
    """Values as in JSON, so that a YAML date equals the text of an answer; extra keys of maps are kept."""
    if isinstance(content, Mapping):
        return {str(key): plain(value) for key, value in content.items()}
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [plain(value) for value in content]
    if isinstance(content, Decimal):
        return int(content) if content == content.to_integral_value() else float(content)
    return content if content is None or isinstance(content, bool | int | float | str) else str(content)
