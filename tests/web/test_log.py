"""The log at its own address: its head, its tiles, and what nobody gets there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import Town
from vethanam.journal import keys, log_files
from vethanam.journal.queries import latest_head
from vethanam.ledger.heads import open_head
from vethanam.ledger.label_trees import leaves_in, root_of_labels
from vethanam.ledger.merkle import root_of
from vethanam.ledger.tiles import tiles_of
from vethanam.privacy.actions import request_use
from vethanam.privacy.models import Use
from vethanam.privacy.permit import Request, Subject, World


def address() -> str:
    """The test log's name has another form: all of it after the host stands in the address."""
    host, _, rest = keys.public_key().name.partition("/")
    assert host and rest and "/log/" not in f"/{rest}"
    return f"/log/{rest}"


def test_anybody_folds_the_signed_root_from_what_is_served(town: Town) -> None:
    anybody = Client()
    answer = anybody.get(f"{address()}/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=5"
    head = open_head(answer.content.decode(), keys.public_key())
    leaves: list[bytes] = []
    for tile in tiles_of(head.size):
        answer = anybody.get(f"{address()}/{tile.path}")
        assert answer["Cache-Control"].endswith("immutable")
        assert answer.content == log_files.tile_content(tile)
        content = answer.content if tile.level is None else b""
        while content:
            length = int.from_bytes(content[:2], "big")
            leaves, content = [*leaves, content[2 : 2 + length]], content[2 + length :]
    assert (len(leaves), root_of(leaves)) == (head.size, head.root)


def test_the_tree_of_a_large_use_is_served_whole(town: Town) -> None:
    few = Use.objects.exclude(root=None)[0]
    subjects = [Subject(str(5_000 + n)) for n in range(300)]
    asked = Request(actor="prd", org="PRD", purpose="PUBLICITY", subjects=subjects)
    use = Use.objects.get(pk=request_use(town.office.by("dpo"), asked, world=World()).use)
    tree = f"persons/{bytes(use.root or b'').hex()}"
    answer: Any = Client().get(f"{address()}/{tree}")
    assert answer["Cache-Control"].endswith("immutable")
    leaves = leaves_in(b"".join(answer.streaming_content))
    assert (len(leaves), root_of_labels(leaves)) == (300, use.root)
    for other in (
        f"{address()}/persons/{bytes(few.root or b'').hex()}",
        f"{address()}/persons/x",
        f"/log/other/{tree}",
    ):
        assert Client().get(other).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/tile/0/999",
        "/tile/0/000.p/256",
        "/tile/x/000",
        "/tile/0/../../checkpoint",
        "/tile/9/000",
        "/keys",
    ],
)
def test_any_other_address_is_none(town: Town, path: str) -> None:
    assert Client().get(f"{address()}{path}").status_code == 404
    assert Client().get(f"/log/other{path or '/checkpoint'}").status_code == 404


def test_the_page_of_proof_names_key_head_and_who_signed(town: Town) -> None:
    page = Client().get("/proof/").content.decode()
    head = latest_head()
    assert head and str(keys.public_key()) in page and f"{address()}/checkpoint" in page
    assert "No witness signed this head." in page
