#!/usr/bin/env python3
"""Recompute an explained month from its file alone, with nothing except Python 3.10 or later.

    python3 recompute.py FILE

Exit code 0: every figure matches. 1: a figure differs, or the file was changed; the output names the node. 2:
the file is unreadable. Written from docs/spec/explanation.md without sharing code with the rest of the
project: a wrong figure passes only if two programs make the same error.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

FORMAT = "vethanam-explanation/1"
RUPEE = 100


class UnreadableError(Exception):
    """The file is no explanation."""


class DiffersError(Exception):
    """A figure does not match, or a part was changed."""


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the document without its digest: members sorted, no spaces, UTF-8."""
    rest = {name: value for name, value in content.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def half_up(exact: Fraction, step: int) -> int:
    """Round to the nearest step of paise, half a step upwards."""
    return (exact / step + Fraction(1, 2)).__floor__() * step


ROUND: dict[str, Callable[[Fraction], int]] = {
    "rupee": lambda exact: half_up(exact, RUPEE),
    "ten_rupees": lambda exact: half_up(exact, 10 * RUPEE),
    "rupee_down": lambda exact: (exact / RUPEE).__floor__() * RUPEE,
    "rupee_up": lambda exact: (exact / RUPEE).__ceil__() * RUPEE,
    "paisa": lambda exact: exact.__floor__(),
}


def graded(amount: Fraction, slabs: list[list[int]]) -> Fraction:
    """The sum of each slab's percentage of the amount in it; rates in hundredths of one per cent."""
    total = Fraction(0)
    for place, (lower, rate) in enumerate(slabs):
        upper = Fraction(slabs[place + 1][0]) if place + 1 < len(slabs) else amount
        total += max(min(amount, upper) - lower, Fraction(0)) * rate / 10_000
    return total


def flat(amount: Fraction, slabs: list[list[int]]) -> Fraction:
    """The amount of the highest slab reached."""
    return Fraction(max(((lower, held) for lower, held in slabs if amount >= lower), default=(0, 0))[1])


class Line:
    """One line of the month with its whole tree."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self.steps = dict(self.beneath(tree))

    def beneath(self, tree: dict[str, Any]) -> Any:
        """The steps that explain the line, by name."""
        for child in tree["children"]:
            yield child["name"], child["value"]
            yield from self.beneath(child)

    def check(self, tree: dict[str, Any] | None = None) -> int:
        """Recompute a node and its descendants; returns the number of matching figures."""
        tree = self.tree if tree is None else tree
        count = sum(self.check(child) for child in tree["children"])
        if tree["sum"] is None:
            return count
        try:
            worked = self.worth(tree["sum"], tree)
        except DiffersError as error:
            raise DiffersError(f"{tree['name']}: {error}") from None
        if worked != tree["value"]:
            raise DiffersError(f"{tree['name']}: the file says {tree['value']}, it comes out as {worked}.")
        self.facts(tree)
        self.shown(tree)
        return count + 1

    def worth(self, node: dict[str, Any], tree: dict[str, Any]) -> Fraction:
        """The exact value of a node, recomputed from its parts."""
        stated = Fraction(node["number"], node["scale"])
        worked = self.made(node, [self.worth(part, tree) for part in node.get("parts", [])], stated, tree)
        if worked != stated:
            raise DiffersError(f"{node['op']} of its parts is {worked}, the file says {stated}.")
        return stated

    def made(
        self, node: dict[str, Any], parts: list[Fraction], stated: Fraction, tree: dict[str, Any]
    ) -> Fraction:
        """The result of the operation on the parts."""
        operation = node["op"]
        if operation == "given":
            return self.given(node, stated, tree)
        if operation == "line":
            return Fraction(tree["children"][node["child"]]["value"] or 0)
        if operation == "times":
            return parts[0] * parts[1]
        if operation == "plus":
            return sum(parts, Fraction(0))
        if operation == "minus":
            return parts[0] - parts[1]
        if operation in {"least", "greatest"}:
            return min(parts) if operation == "least" else max(parts)
        if operation == "quotient":
            return Fraction(half_up(parts[0] / parts[1], RUPEE))
        if operation == "rounded":
            return Fraction(ROUND[node["rounding"]](parts[0]))
        if operation == "same":
            return parts[0]
        self.in_the_rulebook(node, tree)
        return {"flat": flat, "graded": graded}[operation](parts[0], node["slabs"])

    def given(self, node: dict[str, Any], stated: Fraction, tree: dict[str, Any]) -> Fraction:
        """The result of a step, a fact, or a figure of the rulebook; the file must contain it
        with the same value.
        """
        if "parameter" in node:
            self.in_the_rulebook(node, tree)
        if "reads" not in node:
            return stated
        name = node["reads"]
        if name in self.steps:
            return Fraction(self.steps[name])
        facts = [
            Fraction(fact["number"], fact.get("scale", 1)) for fact in tree["givens"] if fact["name"] == name
        ]
        if stated not in facts:
            raise DiffersError(f"the fact {name} is {stated} in the sum, and is not given so.")
        return stated

    def in_the_rulebook(self, node: dict[str, Any], tree: dict[str, Any]) -> None:
        """Require that a figure, or the slabs, are among the node's listed figures and orders."""
        for used in tree["parameters"]:
            if "slabs" in node:
                lists = [held for held in used["figures"].values() if isinstance(held, list)]
                pairs = [[list(pair) for pair in zip(a, b, strict=False)] for a in lists for b in lists]
                if node["slabs"] in pairs:
                    return
            elif used["name"] == node["parameter"]:
                worths = [
                    Fraction(held, 10_000 if field in used["rates"] else 1)
                    for field, held in used["figures"].items()
                    if isinstance(held, int)
                ]
                if Fraction(node["number"], node["scale"]) in worths:
                    return
        raise DiffersError(
            "a figure of the sum is not among the figures of the rulebook that the node lists."
        )

    def facts(self, tree: dict[str, Any]) -> None:
        """Require that the lookup keys of figures, and the days of each segment, match the given facts."""
        read: dict[str, set[Fraction]] = {}
        for node in self.nodes(tree["sum"]):
            if "reads" in node and node["reads"] not in self.steps:
                read.setdefault(node["reads"], set()).add(Fraction(node["number"], node["scale"]))
        for fact in tree["givens"]:
            if (
                fact["name"] in read
                and Fraction(fact["number"], fact.get("scale", 1)) not in read[fact["name"]]
            ):
                raise DiffersError(f"the fact {fact['name']} is {fact['text']}, and is not so in the sum.")
        self.looked_up(tree)
        for since in {fact["since"] for fact in tree["givens"] if "since" in fact}:
            of = {fact["name"]: fact for fact in tree["givens"] if fact.get("since") == since}
            if {"start", "until", "days"} <= set(of):
                first, last = (date.fromisoformat(of[name]["text"]) for name in ("start", "until"))
                if (last - first).days + 1 != of["days"]["number"] or of["start"]["text"] != since:
                    raise DiffersError(f"the days from {since} are not those from the first to the last.")

    def looked_up(self, tree: dict[str, Any]) -> None:
        """Require that the lookup keys of figures match the given facts in every segment."""
        always = {fact["name"]: fact["text"] for fact in tree["givens"] if "since" not in fact}
        stretches: dict[str, dict[str, str]] = {}
        for fact in tree["givens"]:
            if "since" in fact:
                stretches.setdefault(fact["since"], dict(always))[fact["name"]] = fact["text"]
        for used in (used for used in tree["parameters"] if used["by"]):
            keys = {one["key"] for one in tree["parameters"] if one["name"] == used["name"]}
            said = {
                "/".join(words[name] for name in used["by"])
                for words in stretches.values() or [always]
                if set(used["by"]) <= set(words)
            }
            if said != keys:
                raise DiffersError(f"{used['name']} is looked up by other facts than those given.")

    def nodes(self, node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Every node of the sum."""
        yield node
        for part in node.get("parts", []):
            yield from self.nodes(part)

    def stretches(self, tree: dict[str, Any]) -> Iterator[Fraction]:
        """The number of days of each segment; the equation shows it for a segment without pay."""
        days: dict[str, dict[str, date]] = {}
        for fact in tree["givens"]:
            if fact["name"] in {"start", "until"} and "since" in fact:
                days.setdefault(fact["since"], {})[fact["name"]] = date.fromisoformat(fact["text"])
        for ends in days.values():
            yield Fraction((ends["until"] - ends["start"]).days + 1)

    def shown(self, tree: dict[str, Any]) -> None:
        """Require that the numbers in the displayed equation are those of the sum, and its
        last one the value.
        """
        known = {Fraction(node["number"], node["scale"]) for node in self.nodes(tree["sum"])}
        known.add(Fraction(tree["value"]))
        known.update(self.stretches(tree))
        for term in (term for line in tree["arithmetic"] for term in line if "value" in term):
            if Fraction(term["value"], term.get("scale", 1)) not in known:
                raise DiffersError(f"{tree['name']}: the equation says {term['text']}, the sum does not.")
        last = tree["arithmetic"][-1] if tree["arithmetic"] else []
        ends = [term for before, term in pairwise(last) if before["text"] == "="]
        if ends and "value" in ends[-1] and ends[-1]["value"] != tree["value"] and tree["reason"] is None:
            raise DiffersError(f"{tree['name']}: the equation ends in {ends[-1]['text']}.")


def check(content: dict[str, Any]) -> int:
    """Recompute the whole file.

    Returns
    -------
    int
        The number of matching figures.

    Raises
    ------
    DiffersError
        The first figure that differs, or the digest.
    """
    tree = content["explanation"]
    lines = tree["children"] if tree["name"] == "net" else [tree]
    count = sum(Line(line).check() for line in lines)
    if tree["name"] == "net":
        count += Line({**tree, "children": [{**line, "children": [], "sum": None} for line in lines]}).check()
    if content["digest"] != digest_of(content):
        raise DiffersError("The digest does not fit: a text or a figure was changed.")
    return count


def read(path: str) -> dict[str, Any]:
    """The document in a file."""
    try:
        content = json.loads(pathlib.Path(path).read_bytes())
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise UnreadableError(f"{path} is no JSON document.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnreadableError(f"{path} is no explanation of the form {FORMAT}.")
    return content


def main(words: list[str]) -> int:
    """Run the command; returns the exit code."""
    if len(words) != 1:
        sys.stderr.write("Usage: python3 recompute.py FILE\n")
        return 2
    try:
        content = read(words[0])
        count = check(content)
    except UnreadableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except DiffersError as error:
        sys.stdout.write(f"Does not come out. {error}\n")
        return 1
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError):
        sys.stdout.write("Does not come out. A part of the explanation is missing or has another form.\n")
        return 1
    tree = content["explanation"]
    value = "held" if tree["value"] is None else f"{tree['value']} {tree['unit']}"
    sys.stdout.write(
        f"{tree['name']} of PEN {content['pen']}, {content['month']}: {value}. "
        f"{count} figures come out again.\n"
        f"Digest {content['digest']}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
