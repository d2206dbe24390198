"""A society takes a sealed list, and its signed answer delivers; a forged, foreign or late one does not."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.benefits.bodies import SOCIETY_KEY, at
from tests.benefits.test_pages import signed_in, text
from tests.payments.benefits.conftest import SignedScheme, scheme, world
from tests.payments.benefits.test_home_delivery import acted, advanced, line_of, sealed_of
from vethanam.acts.executor import Performed
from vethanam.benefits.models import Advance, Delivery, ListTaken
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.benefits.sealed_lists import OpenList, open_list, seal_list, sign_answer
from vethanam.errors import Refused
from vethanam.journal.queries import leaf_content
from vethanam.web.parts import access

__all__ = ["scheme", "world"]


def taken(scheme: SignedScheme, advance: Advance) -> Performed:
    done = acted(scheme, "take_delivery_list", "society-secretary", advance=advance.number)
    assert done.ok, done.says
    return done


def answer(opened: OpenList, outcomes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The signed answer with outcomes by names, as a file."""
    lines = [{**line, **outcomes[line["name"]]} for line in opened.lines if line["name"] in outcomes]
    return file_of(sign_answer(opened, lines))


def file_of(content: bytes) -> dict[str, str]:
    return {"name": "list.answer", "content": base64.b64encode(content).decode()}


def delivered(page: str) -> dict[str, str]:
    return {"outcome": "delivered", "on": "2026-10-30", "proof": "thumb", "proof_reference": page}


def entered(
    scheme: SignedScheme, file: dict[str, str], day: int = 30, month: int = 10, **given: Any
) -> Performed:
    given = {"advance": Advance.objects.get().number, "file": file, **given}
    return acted(scheme, "enter_deliveries", "agent", at(day, month=month), **given)


def test_a_sealed_list_comes_back_as_signed_outcomes(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna", "Beena")
    first, second = taken(scheme, advance), taken(scheme, advance)
    opened = open_list(sealed_of(first), SOCIETY_KEY)
    assert sorted(line["name"] for line in opened.lines) == ["Anna", "Beena"]
    with pytest.raises(Refused, match="another key"):
        open_list(sealed_of(first), X25519PrivateKey.generate())
    row = ListTaken.objects.order_by("pk").first()
    assert row is not None
    scheme.sign_log()
    public = leaf_content(row.leaf)["public"]
    assert public["answer_key"] == opened.signer.public_key().public_bytes_raw().hex()
    assert public["sealed_to"] == scheme.bodies.society.public_key
    on_page = answer(
        opened, {"Anna": delivered("Page 1"), "Beena": {"outcome": "absent", "on": "2026-10-30"}}
    )
    assert entered(scheme, on_page).state["lines"] == 2
    later = answer(open_list(sealed_of(second), SOCIETY_KEY), {"Anna": delivered("Page 1")})
    assert [one.code for one in entered(scheme, later).faults] == ["delivery_entered_before"]
    given: dict[str, Any] = {"advance": advance.number, "outcome": "agree"}
    assert acted(scheme, "check_deliveries", "society-secretary", **given).ok
    assert (line_of("Anna").state, line_of("Beena").state) == ("delivered", "undelivered")
    assert money_of_advance(advance).places["to_return"] == 200_000


def test_an_answer_of_another_hand_or_list_or_day_enters_nothing(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna")
    opened = open_list(sealed_of(taken(scheme, advance)), SOCIETY_KEY)
    good = {"Anna": delivered("Page 1")}
    foreign = seal_list(advance.number, "S1", "2026-11-08", opened.lines, SOCIETY_KEY.public_key())
    other = seal_list("L2600000009", "S1", "2026-11-08", opened.lines, SOCIETY_KEY.public_key())
    right = base64.b64decode(answer(opened, good)["content"])
    for file, code in (
        (answer(open_list(foreign.content, SOCIETY_KEY), good), "answer_of_unknown_key"),
        (answer(open_list(other.content, SOCIETY_KEY), good), "answer_of_another_list"),
        (file_of(right.replace(b"Page 1", b"Page 2")), "answer_changed"),
        (file_of(b"reference,outcome"), "answer_file_unreadable"),
    ):
        refused = entered(scheme, file)
        assert (refused.ok, refused.code) == (False, code)
    wrong = {**delivered("AAAAAAAA"), "proof": "code"}
    assert [one.code for one in entered(scheme, answer(opened, {"Anna": wrong})).faults] == [
        "receipt_code_wrong"
    ]
    bad = {"outcome": "given", "on": "yesterday"}
    assert {one.code for one in entered(scheme, answer(opened, {"Anna": bad})).faults} == {
        "delivery_outcome_unknown", "sheet_day",
    }  # fmt: skip
    late = entered(scheme, file_of(right), 9, 11)
    assert (late.code, "8 Nov 2026" in late.says) == ("delivery_over", True)
    gone = acted(scheme, "take_delivery_list", "society-secretary", at(9, month=11), advance=advance.number)
    assert gone.code == "delivery_over"
    assert not Delivery.objects.exists()
    assert entered(scheme, file_of(right), 8, 11).ok


def test_the_page_gives_the_sealed_file_and_takes_its_answer(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (at(30), True))
    advance = advanced(scheme, "Anna")
    place = f"/benefits/S1/advances/{advance.number}/"
    with scheme.world.role("web"):
        secretary = signed_in("society-secretary")
        assert "sealed to the key of your society" in text(secretary.get(f"{place}list/"))
        file = secretary.post(f"{place}list/")
        assert file["Content-Disposition"] == f'attachment; filename="{advance.number}.list"'
        opened = open_list(file.content, SOCIETY_KEY)
        content = base64.b64decode(answer(opened, {"Anna": delivered("Page 1")})["content"])
        agent = signed_in("agent")
        for _ in range(2):
            page = agent.post(place, {"file": SimpleUploadedFile("list.answer", content)}, follow=True)
    assert "has an outcome already" in text(page)
    assert Delivery.objects.get().reference == "Page 1"


def test_without_a_key_no_list_leaves(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna")
    scheme.world.sql("postgres", "ALTER TABLE benefits_society DISABLE TRIGGER ALL")
    scheme.world.sql("postgres", "UPDATE benefits_society SET public_key = ''")
    refused = acted(scheme, "take_delivery_list", "society-secretary", advance=advance.number)
    assert (refused.ok, refused.code) == (False, "society_without_key")
    assert not ListTaken.objects.exists()
