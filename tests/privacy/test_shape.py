"""The complete list of places with a contact in clear."""

from __future__ import annotations

import ast
from pathlib import Path

import vethanam

SOURCE = Path(vethanam.__file__).parent
READERS_IN_CLEAR = {
    "privacy/vault/seal.py",
    "privacy/vault/unseal.py",
    "messaging/gateways/mgov/gateway.py",
    "messaging/gateways/sealed/gateway.py",
    "messaging/gateways/smtp/gateway.py",
    "messaging/gateways/smpp/gateway.py",
}


def attributes(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}


def test_only_the_seal_the_vault_and_a_gateway_read_a_contact() -> None:
    readers = {
        str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if "for_gateway" in attributes(path)
    }
    assert readers == READERS_IN_CLEAR


def test_nobody_reaches_for_the_text_inside() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name != "number.py":
            assert "_Number__clear" not in path.read_text(), path
