"""A delivery list on its pages: taken, entered, checked, given back and confirmed, in both languages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.benefits.bodies import OLD_AGE, SOCIETY_KEY, at
from tests.benefits.test_month_pages import viewed
from tests.benefits.test_pages import signed_in, text
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_home_delivery import advanced, line_of
from vethanam.benefits.models import Beneficiary
from vethanam.benefits.queries.own_page import OwnAward, own_page
from vethanam.benefits.sealed_lists import OpenList, open_list, sign_answer
from vethanam.web.beneficiary.words import home_said, paid_said
from vethanam.web.parts import access


def test_a_list_goes_from_the_secretary_to_the_agent_and_back(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (at(30), True))
    advance = advanced(scheme, "Anna", "Beena")
    pages = f"/benefits/S1/advances/{advance.number}/"
    with scheme.world.role("web"):
        anna, beena = own("Anna"), own("Beena")
        assert anna.home is not None and anna.home.code
        assert anna.home.code[:4] in home_said(anna)
        secretary, agent = signed_in("society-secretary"), signed_in("agent")
        scheme_officer = signed_in("old-age")
        shown = text(secretary.get("/benefits/S1/advances/"))
        assert "To be delivered 2 ₹ 4,000" in shown and "Advanced to the society 2 ₹ 4,000" in shown
        theirs = f"/benefits/{OLD_AGE}/advances/{advance.number}/"
        assert "Anna" not in text(agent.get(pages)) and "Anna" not in text(scheme_officer.get(theirs))
        assert agent.post(f"{pages}list/").status_code == 403
        taken = secretary.post(f"{pages}list/")
        assert taken["Content-Disposition"].startswith(f'attachment; filename="{advance.number}')
        opened = open_list(taken.content, SOCIETY_KEY)
        assert sorted(line["name"] for line in opened.lines) == ["Anna", "Beena"]
        said = {"outcome": "delivered", "on": "2026-10-30", "proof": "code", "proof_reference": "AAAA"}
        faults = text(agent.post(pages, {"file": answered(opened, said)}))
        assert "This is not the receipt code of line" in faults
        right = answered(opened, {**said, "proof_reference": anna.home.code})
        assert "lines entered: 1" in text(agent.post(pages, {"file": right}, follow=True))
        absent = {"outcome": "absent", "on": "2026-10-30"}
        one = text(agent.post(f"{pages}{line_of('Beena').reference}/", absent, follow=True))
        assert "lines entered: 1" in one
        waiting = viewed("society-secretary", "deliveries_to_check", advance=advance.number)
        assert [one["reference"] in text(secretary.get(pages)) for one in waiting] == [True, True]
        assert text(agent.get(pages)).count("Entered: waits for the secretary's check") == 2
        checked = text(secretary.post(f"{pages}check/", {"outcome": "agree"}, follow=True))
        assert "deliveries agreed to: 2" in checked and "Not delivered, to be given back 1 ₹ 2,000" in checked
        back = {"amount": "2000", "on": "2026-10-30", "reference": "UTR0001"}
        entered = text(secretary.post(f"{pages}money-back/", back, follow=True))
        assert "It counts once the scheme confirms it" in entered
        entry = scheme_officer.get(theirs).content.decode().split(f"{theirs}money-back/")[1].split("/")[0]
        done = text(scheme_officer.post(f"{theirs}money-back/{entry}/", {"outcome": "agree"}, follow=True))
        assert "the return of ₹ 2,000 is confirmed" in done and "Given back ₹ 2,000" in done
        (listed,) = viewed("old-age", "advances")
        lines = viewed("agent", "advance_lines", advance=listed["list"])
        (came,) = viewed("old-age", "money_returns", advance=listed["list"])
        page = text(scheme_officer.get(theirs))
        assert all(one["reference"] in page for one in (*lines, came)) and listed["is_whole"]
        anna, beena = own("Anna"), own("Beena")
        assert anna.home is None and "was given to you at home" in paid_said(anna)
        assert "was not given to you: Not at home" in home_said(beena)
        assert secretary.get("/benefits/S1/advances/L1/").status_code == 404
        secretary.get("/language/ml/")
        assert "വിതരണ പട്ടികകൾ" in text(secretary.get("/benefits/S1/advances/"))
        assert "സംഘം" in text(secretary.get(pages))


def own(name: str) -> OwnAward:
    """Her award as her own page has it."""
    return own_page(Beneficiary.objects.get(person__name=name), at(30)).awards[0]


def answered(opened: OpenList, said: dict[str, str]) -> SimpleUploadedFile:
    """The signed answer of the society with the outcome of Anna's line."""
    lines = [{**line, **said} for line in opened.lines if line["name"] == "Anna"]
    return SimpleUploadedFile("list.answer", sign_answer(opened, lines))
