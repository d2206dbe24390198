"""The page of accounts that two persons of an office have still to sign."""

from __future__ import annotations

import re
from typing import Any

from tests.web.conftest import Town
from vethanam.service_book.models import AccountSignature, PayeeAccount

WHERE = "/office/0412/entries/accounts/"


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_each_of_two_persons_signs_the_accounts_as_they_stand(town: Town) -> None:
    clerk, officer = town.sign_in("clerk"), town.sign_in("officer")
    assert f'href="{WHERE}"' in officer.get("/office/0412/entries/").content.decode()
    account = PayeeAccount.rows().defer(*PayeeAccount.unread).select_related("employment").first()
    assert account is not None
    page = text(officer.get(WHERE))
    assert account.employment.number in page and account.branch in page and account.tail in page
    done = text(officer.post(WHERE, follow=True))
    assert "They are paid once another person has signed them too" in done
    assert "No account waits for your signature" in done
    signed = set(AccountSignature.objects.values_list("fact", "signed__act"))
    assert (account.pk, "sign_accounts") in signed
    assert account.tail in text(clerk.get(WHERE))
    clerk.post(WHERE)
    assert "No account waits for your signature" in text(clerk.get(WHERE))
    assert len(set(AccountSignature.objects.values_list("signed__person", flat=True))) == 2


def test_another_office_sees_none_of_them(town: Town) -> None:
    assert town.sign_in("treasurer").get(WHERE).status_code == 403
