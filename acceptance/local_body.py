"""A local body with awards of two schemes: taken over, computed, paid by the bank, told.

The rows are made here, and so are the sums that must come out, by plain arithmetic.
"""

from __future__ import annotations

import http.cookiejar
import io
import random
import re
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from api import file_given
from browser import grouped
from home_delivery import MASTER, SOCIETY, delivered, new_key, society
from home_delivery import PEOPLE as AT_HOME
from machine import wait_until
from relief import compensated
from steps import Run, appoint, countersigned, device_of, expect, invite, refused, today, write_rows

MONTH = "2026-10"
BODY, PLACE = "221077", "Ezhukone"
OLD_AGE, WOMEN = "IGNOAPS", "STHREE_SURAKSHA"
#: people of each scheme, and rupees a month: the first by an order entered here, the second by the rules
PEOPLE, RUPEES = {OLD_AGE: 180, WOMEN: 120}, {OLD_AGE: 2100, WOMEN: 1000}
MASTERS = {
    "departments": {"code": "SJD", "name": "Social Justice Department", "name_ml": "സാമൂഹ്യനീതി വകുപ്പ്"},
    "heads": {"code": "2235-60-102-99", "title": "Pensions to the aged"},
    "local_bodies": {"name": PLACE, "name_ml": "എഴുകോൺ", "kind": "panchayat", "code": BODY},
}
TITLES = {
    OLD_AGE: ("Old age pension", "വാർദ്ധക്യകാല പെൻഷൻ"),
    WOMEN: ("Women's security pension", "സ്ത്രീ സുരക്ഷാ പെൻഷൻ"),
}
#: sign-in name -> person, role, scopes
OFFICERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "body.mini": ("Mini A.", "local_body_clerk", (BODY,)),
    "body.vinod": ("Vinod S.", "local_body_secretary", (BODY,)),
    "scheme.asha": ("Asha N.", "scheme_officer", (OLD_AGE, WOMEN)),
    "scheme.rafi": ("Rafi M.", "scheme_officer", (OLD_AGE, WOMEN)),
}
KEYS = ("body.vinod", "scheme.rafi")
ROW = {
    "local_body": BODY, "sanctioned_from": "2026-02", "sanction_order": "C2-41/2026",
    "sanctioned_on": "2026-01-28", "route": "bank", "branch": "SMPL0000012", "consent_form": "paper",
    "consented_on": "2026-01-10", "mustered_on": "2026-02-03", "mustered_manner": "home",
    "stated_on": "2026-02-01", "is_resident": "yes", "has_service_pension": "no", "has_board_pension": "no",
    "epf_pension": "0", "nps_pension": "0", "ex_gratia_pension": "0", "drawn_from": "2026-02",
    "drawn_until": "2026-09", "society": "",
}  # fmt: skip
OWN = {
    OLD_AGE: {
        "income": "84000", "income_valid_until": "2031-12-31", "pays_income_tax": "no", "in_care_home": "no",
        "on_central_list": "no", "drawn_state": "2000",
    },
    WOMEN: {"sex": "woman", "card": "pink", "in_government_service": "no", "drawn_state": "1000"},
}  # fmt: skip
ORDER = {"number": "G.O.(Rt) No.901/2026/Fin", "dated": f"{MONTH}-27"}


@dataclass(frozen=True)
class Sheet:
    """The rows of a scheme. Two of them draw nothing: one is stopped, one is not eligible by the rules. One
    drew the month before, and draws the rest; the bank refuses the account of another.
    """

    scheme: str
    rows: list[dict[str, str]]

    @property
    def rest(self) -> int:
        """Rupees that are open of a month drawn before."""
        return RUPEES[self.scheme] - int(OWN[self.scheme]["drawn_state"])

    @property
    def drawn(self) -> tuple[int, int]:
        """People and paise that the release draws."""
        whole = len(self.rows) - 3
        return whole + bool(self.rest), (whole * RUPEES[self.scheme] + self.rest) * 100

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        """People and paise where the bank has answered."""
        people, paise = self.drawn
        each, home = RUPEES[self.scheme] * 100, sum(row["route"] == "home" for row in self.rows)
        found = {"credited": (people - 1 - home, paise - (1 + home) * each), "rejected": (1, each)}
        return found | ({"listed": (home, home * each)} if home else {})


def sheet_of(scheme: str, seed: int) -> Sheet:
    """The register of a scheme; who is stopped, not eligible, drawn before or wrongly noted, by the seed."""
    first = {OLD_AGE: 1948, WOMEN: 1972}[scheme]
    rows = [
        {
            "number": f"{scheme[:3]}-{place}", "name": f"Person {place}", "scheme": scheme,
            "born": f"{first + place % 15}-{1 + place % 12:02}-03", "ward": str(1 + place % 19), **ROW,
            **OWN[scheme], "account": f"{7 if scheme == WOMEN else 5}314{place:06}7",
            "mustered_reference": f"AKS-{place}", "suspended_from": "", "suspension": "",
        }
        for place in range(1, PEOPLE[scheme] + 1)
    ]  # fmt: skip
    stopped, pensioner, drawn, wrong = random.Random(seed).sample(rows, 4)
    stopped |= {"suspended_from": "2026-04", "suspension": "not_mustered", "drawn_until": "2026-03"}
    pensioner["has_service_pension"] = "yes"
    drawn["drawn_until"] = MONTH
    wrong["account"] = f"{wrong['account'][:7]}0000"
    if scheme == OLD_AGE:
        by_bank = [row for row in rows if not any(row is one for one in (stopped, pensioner, drawn, wrong))]
        for row in by_bank[:AT_HOME]:
            row |= {"route": "home", "society": SOCIETY, "branch": "", "account": ""}
    return Sheet(scheme, rows)


def local_body(run: Run) -> None:
    """People of a local body have awards of two schemes: their registers are taken over by two persons, the
    month is computed, approved and released, two order the payment, the bank pays, and everybody is told. A
    society brings some of the money home. A court gives compensation for uses.
    """
    offices(run)
    rate(run)
    run.found["benefits"] = {}
    for scheme in PEOPLE:
        sheet = sheet_of(scheme, run.seed)
        taken_over(run, sheet)
        release = released(run, sheet)
        people, paise = paid(run, sheet, release)
        run.found["benefits"][scheme] = {"people": people, "credited_paise": paise, "release": release}
        told(run, sheet)
    delivered(run, OLD_AGE, RUPEES[OLD_AGE])
    relief(run, WOMEN)


def relief(run: Run, scheme: str) -> None:
    """Another beneficiary, who has no card, gets compensation for the uses of her register."""
    given = {"office": scheme, "release": run.found["benefits"][scheme]["release"]}
    legs = run["scheme.asha"].look("benefit_legs", **given)["legs"]
    whom = [one["beneficiary"] for one in legs if one["state"] == "credited"][-1]
    born = run["body.mini"].look("beneficiary", beneficiary=whom)["born"]
    compensated(run, scheme, whom, born[:4])


def offices(run: Run) -> None:
    """The body, the offices of the schemes, and their officers, each by two administrators."""
    packed = io.BytesIO()
    tables: dict[str, list[dict[str, str]]] = {name: [row] for name, row in MASTERS.items()}
    tables["local_bodies"][0] = {**MASTERS["local_bodies"], "district": run.named("Kollam")}
    tables["societies"] = [{**MASTER, "local_body": PLACE, "public_key": new_key(run)}]
    tables["scheme_offices"] = [
        {
            "code": code, "title": title, "title_ml": title_ml, "department": "SJD",
            "head": "2235-60-102-99", "takes_local_bodies": "yes",
        }
        for code, (title, title_ml) in TITLES.items()
    ]  # fmt: skip
    with zipfile.ZipFile(packed, "w") as archive:
        for name, rows in tables.items():
            write_rows(run.machine.folder / f"{name}.csv", rows)
            archive.write(run.machine.folder / f"{name}.csv", f"{name}.csv")
    path = run.machine.folder / "schemes.zip"
    path.write_bytes(packed.getvalue())
    proposed = run["admin.rani"].act("import_directorate", file=file_given(path), title="Schemes")["state"]
    run["admin.sunil"].act("decide_master", proposal=proposed["proposal"], outcome="agree")
    for name, (person, role, scopes) in OFFICERS.items():
        invite(run, name, person)
        for scope in scopes:
            appoint(run, name, role, scope, today() - timedelta(days=40))
        run[name].sign_in()
        if name in KEYS:
            run[name].enrol(device_of(run, role))
    countersigned(run)
    society(run)


def rate(run: Run) -> None:
    """The rate of a pension, of which the rules know no order, is entered with it by two persons."""
    proposed = run["finance.suma"].act(
        "enter_parameter", parameter="benefits.monthly", key="social_security_pension",
        with_effect_from="2026-03-01", value=str(RUPEES[OLD_AGE]),
        order_number="G.O.(P) No.17/2026/Fin", order_dated="2026-02-24",
    )["state"]  # fmt: skip
    run["finance.biju"].act("decide_parameter", proposal=proposed["proposal"], outcome="agree")


def taken_over(run: Run, sheet: Sheet) -> None:
    """A register with a fault keeps nothing. The sound one stands once another person has verified it."""
    path = run.machine.folder / f"{sheet.scheme}.csv"
    write_rows(path, [*sheet.rows[:-1], {**sheet.rows[-1], "born": "03/05/1950"}])
    given = {"scheme": sheet.scheme}
    refused(
        lambda: run["body.mini"].act("take_over_beneficiaries", file=file_given(path), **given),
        "a day that cannot be read",
    )
    write_rows(path, sheet.rows)
    taken = run["body.mini"].act("take_over_beneficiaries", file=file_given(path), **given)["state"]
    expect(f"rows of {sheet.scheme}", taken["rows"], len(sheet.rows))
    refused(
        lambda: run["body.mini"].act("verify_beneficiaries", sheet=taken["number"]),
        "the person who took it over",
    )
    verified = run["body.vinod"].act("verify_beneficiaries", sheet=taken["number"])["state"]
    expect(f"awards of {sheet.scheme}", verified["awards"], len(sheet.rows))


def released(run: Run, sheet: Sheet) -> str:
    """The month is computed by one officer, approved by another, and its money released by finance."""
    own = {"office": sheet.scheme}
    run["scheme.asha"].act("cycle", scheme=sheet.scheme, month=MONTH, **own)
    wait_until(lambda: cycles(run, sheet), f"the month of {sheet.scheme}")
    (cycle,) = cycles(run, sheet)
    found = {name: cycle[name] for name in ("held", "not_eligible", "suspended")}
    expect(f"decisions of {sheet.scheme}", found, {"held": 0, "not_eligible": 1, "suspended": 1})
    agreed = {"cycle": cycle["cycle"], "result_hash": cycle["result_hash"], **own}
    refused(lambda: run["scheme.asha"].act("approve_cycle", **agreed), "the person who computed it")
    run["scheme.rafi"].act("approve_cycle", **agreed)
    people, paise = sheet.drawn
    given = {"scheme": sheet.scheme, "for_months": [MONTH], "order": ORDER}
    refused(
        lambda: run["finance.suma"].act("release_benefit", sum=str(paise // 100 - 1), **given),
        "a release below the open sum",
    )
    state = run["finance.suma"].act("release_benefit", sum=str(paise // 100), **given)["state"]
    expect(f"drawn for {sheet.scheme}", (state["awards"], state["drawn_paise"]), (people, paise))
    return str(state["release"])


def cycles(run: Run, sheet: Sheet) -> list[dict[str, Any]]:
    """The computed months of a scheme."""
    return list(run["scheme.asha"].look("benefit_cycles", office=sheet.scheme)["cycles"])


def paid(run: Run, sheet: Sheet, release: str) -> tuple[int, int]:
    """The payment is ordered by two, each with a key; the bank credits each account but the wrong one."""
    given = {"release": release, "office": sheet.scheme}
    refused(lambda: run["scheme.rafi"].act_unsigned("order_benefit_payment", **given), "no signature")
    run["scheme.rafi"].act("order_benefit_payment", **given)
    expect("places before the second order", set(places(run, sheet)), {"not_ordered"})
    run["finance.biju"].act("order_benefit_payment", release=release)
    wait_until(lambda: set(places(run, sheet)) == set(sheet.places), f"credits of {sheet.scheme}")
    expect(f"places of {sheet.scheme}", places(run, sheet), sheet.places)
    return sheet.places["credited"]


def places(run: Run, sheet: Sheet) -> dict[str, tuple[int, int]]:
    """People and paise by the place of the money of a release."""
    (found,) = run["scheme.asha"].look("benefit_payments", office=sheet.scheme)["releases"]
    expect("whether every rupee has a place", found["is_whole"], True)
    return {one["place"]: (one["people"], one["sum_paise"]) for one in found["places"]}


def told(run: Run, sheet: Sheet) -> None:
    """A beneficiary reads on her own page, by the code on her card and her year of birth, that it came."""
    given = {"office": sheet.scheme, "release": run.found["benefits"][sheet.scheme]["release"]}
    legs = run["scheme.asha"].look("benefit_legs", **given)["legs"]
    paid_whole = ("credited", RUPEES[sheet.scheme] * 100)
    number = next(one["beneficiary"] for one in legs if (one["state"], one["sum_paise"]) == paid_whole)
    born = run["body.mini"].look("beneficiary", beneficiary=number)["born"]
    code = run["body.mini"].act("new_reference_code", beneficiary=number)["once"]["reference_code"]
    card = opened(run, code, born[:4])
    _title, title_ml = TITLES[sheet.scheme]
    mine = card("mine/")
    for text in (title_ml, grouped(RUPEES[sheet.scheme]), ORDER["number"]):
        expect(f"whether her page says {text}", text in mine, True)
    wait_until(lambda: title_ml in card("messages/"), f"the message about {sheet.scheme}")
    expect("whether her page has the use of her record", "/benefit/uses/" in card("uses/"), True)


def opened(run: Run, code: str, born_in: str) -> Callable[[str], str]:
    """The pages of a card in Malayalam, as a program without JavaScript reads them."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    opener.addheaders = [("Accept-Language", "ml")]

    def page(path: str, fields: dict[str, str] | None = None) -> str:
        sent = urllib.parse.urlencode(fields).encode() if fields else None
        with opener.open(f"{run.machine.address}/benefit/{path}", sent, timeout=60) as answer:
            return str(answer.read().decode())

    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page(""))
    assert token is not None
    page("", {"code": code, "born_in": born_in, "csrfmiddlewaretoken": token[1]})
    return page
