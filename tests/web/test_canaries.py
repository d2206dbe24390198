"""The pages of canaries: two officers plant them; anybody reads the figures."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from tests.signers import ADMINISTRATORS, administrators
from tests.web.conftest import NOW, Town
from tests.web.test_policies import text
from vethanam.acts.executor import look
from vethanam.cli.evidence import app
from vethanam.identity.models import Account
from vethanam.messaging.canary_models import Canary, CanaryProposal, CanaryReached

PAGE = "/administration/canaries/"


@pytest.fixture(autouse=True)
def state(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder with the public key of the vault."""
    monkeypatch.setattr("django.conf.settings.VETHANAM_STATE", town.folder)


def planted(town: Town) -> Any:
    """Ten canaries for an office; returns the browser of the data protection officer."""
    administrators()
    first, dpo = town.sign_in(ADMINISTRATORS[0]), town.sign_in("dpo")
    given = {"kind": "office", "holder": "FIN", "people": "10", "domain": "post.example"}
    assert "10 canaries for FIN are proposed" in text(first.post(PAGE, given, follow=True))
    assert "Waits for the other officer" in text(first.get(PAGE))
    number = CanaryProposal.objects.get().pk
    refused = first.post(f"{PAGE}{number}/agree/", follow=True)
    assert "You cannot agree to these canaries" in text(refused) and not Canary.objects.exists()
    assert "Canaries for FIN: agree to them." in text(dpo.get(reverse("lists:inbox")))
    assert "Agreed. The canaries are planted." in text(dpo.post(f"{PAGE}{number}/agree/", follow=True))
    return dpo


def test_two_officers_plant_canaries_and_anybody_reads_the_figures(town: Town) -> None:
    assert "No canary is planted" in text(Client().get("/canaries/"))
    dpo = planted(town)
    mark = CanaryProposal.objects.get().mark
    shown = text(dpo.get(PAGE))
    assert mark in shown and "post.example" in shown and "Finance Department" in shown
    public = text(Client().get("/canaries/"))
    assert re.search(r"Offices 1 10 .* 0 ", public) and mark not in public and "FIN" not in public
    assert "1.0 % 9.5 %" in public and "Silence does not prove" in public
    told = json.loads(CliRunner().invoke(app, ["canaries"], catch_exceptions=False).stdout)
    assert (told["planted"], told["reached"]) == (10, 0)
    assert {one["share"]: one["chance"] for one in told["chances"]} == {1: 9, 10: 95, 100: 651}
    found = look("canaries", Account.objects.get(username="dpo"), {}, NOW, is_sample=True).state
    assert found["figures"] == told and found["canaries"][0]["mark"] == mark


def test_a_faulty_form_says_what_is_wrong(town: Town) -> None:
    administrators()
    dpo = town.sign_in("dpo")
    given = {"kind": "office", "holder": "NOBODY", "people": "0", "domain": "no domain"}
    shown = text(dpo.post(PAGE, given))
    assert "is not in today's register" in shown and "Plant 1 to 500 at a time" in shown
    reached = {"code": "abcabcabcabc", "day": "2026-11-02", "channel": "email", "words": "ab" * 32}
    assert "No canary has this code" in text(dpo.post(f"{PAGE}reached/", reached))
    assert not CanaryReached.objects.exists()


def test_others_do_not_see_the_page(town: Town) -> None:
    administrators()
    assert town.sign_in("officer").get(PAGE).status_code == 403
    assert town.sign_in("officer").get(f"{PAGE}reached/").status_code == 403
