"""The page of witnesses: an administrator proposes a policy, the data protection officer agrees."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.ledger.test_witness import witness_key
from tests.signers import ADMINISTRATORS, administrators
from tests.web.conftest import Town
from vethanam.journal.policy_files import policy_folder
from vethanam.privacy.models import PolicyProposal, PolicySet

PAGE = "/administration/policies/"
WITNESSES = [witness_key(f"{name}.example/w") for name in ("union", "press")]


@pytest.fixture(autouse=True)
def folder(town: Town) -> Iterator[None]:
    """The folder of policies, which all copies of the town share, is empty before and after."""
    yield
    shutil.rmtree(policy_folder(), ignore_errors=True)


def text(response: Any) -> str:
    """The words of a page."""
    page = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def offered() -> None:
    policy_folder().mkdir(exist_ok=True)
    lines = [f"witness w{number} {key}\n" for number, key in enumerate(WITNESSES)]
    (policy_folder() / "event").write_text("".join([*lines, "group both all w0 w1\nquorum both\n"]))


def test_two_officers_set_a_policy_on_its_page(town: Town) -> None:
    administrators()
    first, dpo = town.sign_in(ADMINISTRATORS[0]), town.sign_in("dpo")
    assert "No purpose has a policy" in text(first.get(PAGE)) and "The operator puts the text" in text(
        first.get(PAGE)
    )
    offered()
    given: dict[str, Any] = {"purpose": "SAL-CREDIT", "policy": "event"}
    assert "Policy event is proposed for SAL-CREDIT" in text(first.post(PAGE, given, follow=True))
    assert "Waits for the other officer" in text(first.get(PAGE))
    number = PolicyProposal.objects.get().pk
    refused = first.post(f"{PAGE}{number}/agree/", follow=True)
    assert "You cannot agree to this policy" in text(refused) and not PolicySet.objects.exists()
    assert "Policy event for SAL-CREDIT: agree to it." in text(dpo.get(reverse("lists:inbox")))
    shown = dpo.get(PAGE)
    assert str(WITNESSES[0]) in text(shown) and "Agree" in text(shown)
    assert "in force from its day" in text(dpo.post(f"{PAGE}{number}/agree/", follow=True))
    assert re.search(r"w0 · no signature.*Waits for witnesses", text(dpo.get(PAGE)))
    assert "Witnesses of messages" in text(dpo.get("/protection/ledger/"))


def test_a_broken_file_is_named_and_others_do_not_see_the_page(town: Town) -> None:
    administrators()
    offered()
    (policy_folder() / "broken").write_text("quorum nobody-known\n")
    assert "Line 1 of the policy" in text(town.sign_in(ADMINISTRATORS[0]).get(PAGE))
    assert town.sign_in("officer").get(PAGE).status_code == 403
