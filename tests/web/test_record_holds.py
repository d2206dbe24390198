"""A law officer holds records on a page, the person reads it, and two officers end it."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.web.conftest import NOW, Town
from vethanam.acts.executor import look
from vethanam.identity.models import Account
from vethanam.journal.models import Leaf
from vethanam.privacy.models import Hold, ProvenEnd
from vethanam.privacy.queries import uses_of


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def test_a_hold_is_set_read_and_ended_by_two(town: Town, world: Any) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    person = town.office.people["100236"].person_id
    reference, mine = uses_of(person)[0].reference, town.sign_in("emp-100236")
    assert "Backups hold it longer." in _text(mine.get(f"/pay/uses/{reference}/"))
    law, dpo = town.sign_in("law"), town.sign_in("dpo")
    assert "Nothing is held." in _text(law.get("/protection/holds/"))
    wrong = {"ground": "audit", "named": "AG 7/2027", "asked_by": "Accountant General", "since": "2027-01-02"}
    refused = law.post("/protection/holds/", {**wrong, "until": "2027-01-01"})
    assert "ends before it begins" in _text(refused) and not Hold.objects.exists()
    entered = law.post("/protection/holds/", {**wrong, "since": "", "uses": reference})
    hold = Hold.objects.get()
    assert entered["Location"] == f"/protection/holds/{hold.reference}/"
    address = entered["Location"]
    assert "AG 7/2027" in _text(dpo.get("/protection/holds/"))
    (row,) = look("record_holds", Account.objects.get(username="dpo"), {}, NOW, is_sample=True).state["holds"]
    assert (row["hold"], row["named"], row["uses"]) == (hold.reference, "AG 7/2027", [reference])
    assert f"{hold.reference} keeps it until two officers" in _text(mine.get(f"/pay/uses/{reference}/"))
    assert "Propose its end" in _text(law.get(address))
    law.post(address, {"says": "audit closed"})
    waiting = _text(law.get(address))
    assert "An officer of the other role agrees" in waiting and "Agree to its end" not in waiting
    law.post(address, {"says": "audit closed"})
    assert "Agree to its end" in _text(dpo.get(address))
    dpo.post(address, {"says": "agreed"})
    assert "End agreed" in _text(dpo.get(address))
    assert f"{hold.reference} keeps it until two officers" in _text(mine.get(f"/pay/uses/{reference}/"))
    logged = Leaf.objects.order_by("index")[0].staged_id
    with world.role("worker"):
        ProvenEnd.objects.create(of="hold", reference=hold.reference, leaf=logged, recorded_at=NOW)
    assert "Ended" in _text(dpo.get(address))
    assert "Backups hold it longer." in _text(mine.get(f"/pay/uses/{reference}/"))
    assert town.sign_in("clerk").get("/protection/holds/").status_code in (302, 403, 404)
