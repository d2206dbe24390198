"""The difficult cases of the demo's directorate, as a real office meets them in its first quarter."""

from __future__ import annotations

from datetime import date
from typing import Any

from vethanam.errors import Broken
from vethanam.money import RUPEE
from vethanam.sample.directorate import MONTH, NO_SUCH_ACCOUNT, RETURNED_LATER, REVISION, Directorate, Row


class Cases:
    """The difficult cases: each turns an ordinary person of some office into the case."""

    def __init__(self, made: Directorate) -> None:
        self.made = made
        self.taken: set[str] = set()
        self.records: list[tuple[str, Row]] = []  # employee number, row of the record
        self.numbers: dict[str, str] = {}  # case, employee number
        for case in (
            self._joined_17th_afternoon,
            self._nine_days_without_allowances,
            self._near_zero,
            self._transferred_12th,
            self._retiring,
            self._daily_wage,
            self._held_line,
            self._wrong_account,
            self._late_return,
            self._no_contact,
            self._festival_advance,
            self._half_pay,
            self._suspended,
            self._increment,
            self._quarters,
            self._authorised_rates,
        ):
            case()

    def _take(self, name: str, code: str, post_code: str | None = None, *, nps: bool | None = None) -> Row:
        """A free person of the office, of the given post if possible (a small office may have none)."""
        free = [
            row
            for row in self.made.rows
            if row["drawing_code"] == code
            and row["number"] not in self.taken
            and row["post"] not in {"officer", "headmaster"}
        ]
        fitting = [
            row
            for row in free
            if post_code in (None, row["post"]) and (nps is None or ("nps_number" in row) == nps)
        ]
        if not free:
            raise Broken("office_too_small", code=code, name=name)
        row = (fitting or free)[0]
        self.taken.add(row["number"])
        self.numbers[name] = row["number"]
        return row

    def _record(self, row: Row, **what: Any) -> None:
        self.records.append((row["number"], what))

    def _joined_17th_afternoon(self) -> None:
        row = self._take("joined_17th_afternoon", "0403", "clerk")
        born = date(1998, 3, 9)
        row |= {
            "joined": date(2026, 10, 17),
            "joined_session": "AN",
            "born": born,
            "posted_from": "",
            "pay_from": "",
            "basic_pay": (self.made.stages(REVISION, row["scale"]) or [0])[0] // RUPEE,
            "increment_month": 10,
            "nps_number": f"1100{row['number']}00",
            "gpf_number": "",
            "gpf_subscription": "",
            "sli_premium": 600,
            "order_number": "G.O.(Rt) 512/2026/GEdn",
            "order_dated": date(2026, 10, 6),
        }

    def _nine_days_without_allowances(self) -> None:
        row = self._take("nine_days_without_allowances", "0404", "up-teacher")
        self._record(
            row,
            fact="absence",
            kind_of_absence="without_allowances",
            valid_from=date(2026, 10, 6),
            valid_until=date(2026, 10, 14),
            order=("LO 41/2026", date(2026, 10, 5)),
        )

    def _near_zero(self) -> None:
        row = self._take("near_zero", "0405", "oa")
        loan = {
            "fact": "obligation",
            "valid_from": MONTH.first,
            "principal": 603000,
            "instalment": 9000,
            "instalments": 67,
        }
        self._record(
            row,
            **loan,
            kind_of_due="house_building_advance",
            payee="Government",
            order=("G.O.(Rt) 77/2025/Fin", date(2025, 3, 12)),
        )
        self._record(
            row,
            **loan | {"instalment": 27000, "principal": 540000, "instalments": 20},
            kind_of_due="cooperative",
            payee="Sample co-operative society",
            order=("CS 19/2025", date(2025, 3, 20)),
        )
        self._record(
            row,
            **loan | {"instalment": 12000, "principal": 180000, "instalments": 15},
            kind_of_due="attachment",
            payee="Sample court",
            order=("E.P. 12/2026", date(2026, 2, 3)),
        )

    def _transferred_12th(self) -> None:
        row = self._take("transferred_12th", "0406", "lp-teacher")
        self._record(
            row,
            fact="posting",
            valid_from=date(2026, 10, 12),
            session="FN",
            post=row["post"],
            office="OF11",
            drawing_code="0411",
            bill_class="establishment",
            order=("G.O.(Rt) 498/2026/GEdn", date(2026, 10, 7)),
        )

    def _retiring(self) -> None:
        row = self._take("retiring", "0407", "hs-teacher", nps=False)
        row |= {
            "born": date(1970, 10, 14),
            "joined": date(1998, 6, 3),
            "ends": date(2026, 10, 31),
            "end_cause": "retirement",
        }

    def _daily_wage(self) -> None:
        row = self._take("daily_wage", "0408", "lp-teacher")
        for name in (
            "revision",
            "scale",
            "basic_pay",
            "increment_month",
            "gpf_number",
            "gpf_subscription",
            "nps_number",
            "sli_premium",
            "gis_group",
            "gis_amount",
        ):
            row[name] = ""
        row |= {
            "category": "temporary",
            "number": "T" + row["number"],
            "post": "daily-teacher",
            "pay_basis": "daily",
            "wage": 955,
            "joined": date(2026, 6, 3),
            "posted_from": "",
            "pay_from": "",
            "medisep": "no",
            "bill_class": "wages",
        }
        self.numbers["daily_wage"] = row["number"]
        self._record(row, fact="attendance", valid_from=MONTH.plus(-1).first, days=22)
        self._record(row, fact="attendance", valid_from=MONTH.first, days=21)

    def _held_line(self) -> None:
        self._take("held_line", "0409", "clerk")["gis_amount"] = ""

    def _wrong_account(self) -> None:
        self._take("wrong_account", "0410", "clerk")["account"] = f"900{NO_SUCH_ACCOUNT}"

    def _late_return(self) -> None:
        self._take("late_return", "0412", "clerk")["account"] = f"800{RETURNED_LATER}"

    def _no_contact(self) -> None:
        self._take("no_contact", "0413", "clerk").update(mobile="", email_official="", contact_verified_on="")

    def _festival_advance(self) -> None:
        row = self._take("festival_advance", "0412", "up-teacher")
        self._record(
            row,
            fact="obligation",
            kind_of_due="festival_advance",
            payee="Government",
            valid_from=date(2026, 10, 1),
            principal=20000,
            instalment=4000,
            instalments=5,
            order=("G.O.(P) 61/2026/Fin", date(2026, 8, 14)),
        )

    def _half_pay(self) -> None:
        row = self._take("half_pay", "0402", "hs-teacher")
        self._record(
            row,
            fact="absence",
            kind_of_absence="half_pay",
            valid_from=date(2026, 10, 10),
            valid_until=date(2026, 10, 19),
            order=("LO 42/2026", date(2026, 10, 8)),
        )

    def _suspended(self) -> None:
        row = self._take("suspended", "0401", "senior-clerk")
        self._record(
            row,
            fact="absence",
            kind_of_absence="suspension",
            valid_from=date(2026, 10, 5),
            order=("G.O.(Rt) 400/2026/GEdn", date(2026, 10, 3)),
        )

    def _increment(self) -> None:
        row = self._take("increment", "0412", "lp-teacher")
        stages = list(self.made.stages(REVISION, row["scale"]) or [])
        place = min(stages.index(row["basic_pay"] * RUPEE), len(stages) - 2)
        row |= {"basic_pay": stages[place] // RUPEE, "increment_month": 10}
        self._record(
            row,
            fact="pay",
            basis="scale",
            revision=REVISION,
            scale=row["scale"],
            basic_pay=stages[place + 1] // RUPEE,
            reason="increment",
            increment_month=10,
            valid_from=MONTH.first,
            order=("INC 88/2026", date(2026, 9, 28)),
        )

    def _quarters(self) -> None:
        row = self._take("quarters", "0401", "clerk")
        self._record(
            row,
            fact="quarters",
            valid_from=date(2025, 1, 1),
            order=("G.O.(Rt) 3/2025/PWD", date(2024, 12, 20)),
        )

    def _authorised_rates(self) -> None:
        for code, amounts in (
            ("0422", {"basic_pay": 144200, "dearness_allowance": 60564, "house_rent_allowance": 10000}),
            ("0423", {"basic_pay": 77840, "dearness_allowance": 38920, "house_rent_allowance": 7784}),
        ):
            row = next(row for row in self.made.rows if row["drawing_code"] == code)
            self.numbers["professor" if code == "0422" else "judge"] = row["number"]
            for component, amount in amounts.items():
                self._record(
                    row,
                    fact="authorised_rate",
                    component=component,
                    amount=amount,
                    valid_from=date(2026, 3, 1),
                    order=(f"GE pay slip {code}/2026", date(2026, 3, 20)),
                )
