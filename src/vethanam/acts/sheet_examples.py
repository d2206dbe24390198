"""One filled example row per sheet for its template: one employee and one drawing code."""

from __future__ import annotations

from collections.abc import Mapping

_ORDER = {"order_number": "G.O.(Rt) 1/2024", "order_dated": "2024-05-20"}
_HERS = {"number": "100234", "valid_from": "2024-06-01"}

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "orders": {"number": "G.O.(Rt) 1/2024", "dated": "2024-05-20", "kind": "office"},
    "employees": {
        "number": "100234", "name": "Employee 100234", "name_ml": "ജീവനക്കാർ 100234", "born": "1985-05-05",
        "category": "state", "joined": "2010-06-01", "joined_session": "FN", "post": "HST", "office": "O0412",
        "drawing_code": "0412", "bill_class": "establishment", "pay_basis": "scale", "revision": "11",
        "scale": "37400-79000", "basic_pay": "45600", "pay_from": "2024-06-01", "increment_month": "6",
        "tax_regime": "new", "account_kind": "bank", "branch": "SMPL0000012", "account": "7000000112",
        "language": "ml", "order_number": "G.O.(Rt) 1/2010", "order_dated": "2010-05-20",
    },
    "service_spell": {"number": "100234", "valid_from": "2010-06-01", **_ORDER},
    "posting": {
        **_HERS, "post": "HST", "office": "O0412", "drawing_code": "0412", "bill_class": "establishment",
        **_ORDER,
    },
    "pay": {
        **_HERS, "reason": "increment", "basis": "scale", "revision": "11", "scale": "37400-79000",
        "basic_pay": "45600", "increment_month": "6", **_ORDER,
    },
    "authorised_rate": {**_HERS, "component": "special_allowance", "amount": "500", **_ORDER},
    "wage": {**_HERS, "rate": "955", **_ORDER},
    "attendance": {"number": "100234", "valid_from": "2024-06-01", "days": "22"},
    "absence": {
        **_HERS, "kind_of_absence": "earned", "valid_from": "2024-07-08", "valid_until": "2024-07-19",
        **_ORDER,
    },
    "quarters": {**_HERS, **_ORDER},
    "membership": {**_HERS, "fund": "gpf", "fund_number": "G100234", "amount": "5000"},
    "obligation": {
        **_HERS, "kind_of_due": "cooperative", "payee": "Service co-operative bank", "reference": "L 7",
        "principal": "100000", "interest": "0", "instalment": "1000", "instalments": "100", **_ORDER,
    },
    "recovery_suspension": {
        "number": "100234", "obligation": "L 7", "valid_from": "2024-09-01", "valid_until": "2024-10-31",
        **_ORDER,
    },
    "tax_choice": {"number": "100234", "valid_from": "2026-04-01", "regime": "old",
        "declared_deductions": "150000"},
    "payee_account": {
        "number": "100234", "valid_from": "2026-04-01", "kind_of_account": "bank", "branch": "SMPL0000013",
        "account": "7000000113",
    },
    "leave_account": {"number": "100234", "kind_of_leave": "earned", "valid_from": "2026-01-01",
        "days": "120"},
    "death": {"number": "100234", "valid_from": "2026-10-12", "certificate": "ABC/2026/417"},
    "guardianship": {
        "number": "100234", "guardian": "Guardian of 100234", "guardian_ml": "100234-ന്റെ രക്ഷിതാവ്",
        "proof": "known_adult", "proof_reference": "Birth register 12/2010", "valid_from": "2026-10-12",
        "valid_until": "2027-10-11",
    },
    "drawn": {
        "number": "100234", "for_month": "2026-09", "voucher_number": "0412/2026-09",
        "voucher_date": "2026-10-01",
        "basic_pay": "45600", "dearness_allowance": "15960",
    },
}  # fmt: skip
