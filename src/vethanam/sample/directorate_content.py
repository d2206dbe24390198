"""The content of the demo's ``directorate.yaml``: offices, codes, heads, posts and officers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from vethanam.sample import local_body
from vethanam.sample.directorate import Directorate
from vethanam.sample.offices import LOCAL_BODIES, OTHER_POSTS, POSTS, Code, PostKind

DEPARTMENTS = [
    {"code": "DEPT", "name": "Sample directorate of education", "name_ml": "മാതൃകാ വിദ്യാഭ്യാസ ഡയറക്ടറേറ്റ്"},
    {"code": "FIN", "name": "Finance Department", "name_ml": "ധനകാര്യ വകുപ്പ്"},
    {"code": "TRY", "name": "Department of Treasuries", "name_ml": "ട്രഷറി വകുപ്പ്"},
    {
        "code": "PRD",
        "name": "Information and Public Relations Department",
        "name_ml": "വിവര പൊതുജന സമ്പർക്ക വകുപ്പ്",
    },
    {"code": local_body.DEPARTMENT, "name": "Social Justice Department", "name_ml": "സാമൂഹ്യനീതി വകുപ്പ്"},
]
#: senders with made-up numbers of the operators' register, and the post that manages each
_SENDERS = (
    ("FIN", "salary@finance.vethanam.example", "VTNFIN"),
    ("TRY", "credit@treasury.vethanam.example", "VTNTRY"),
    ("PRD", "news@information.vethanam.example", "VTNPRD"),
)
_MANAGER = {
    "post": "Under Secretary", "post_ml": "അണ്ടർ സെക്രട്ടറി", "signs_in": "password+totp",
    "valid_from": "2024-04-01",
}  # fmt: skip
TREASURIES = [
    {"code": "T01", "name": "Sample district treasury", "name_ml": "മാതൃകാ ജില്ലാ ട്രഷറി"},
    {"code": "T02", "name": "Sample sub-treasury", "name_ml": "മാതൃകാ സബ് ട്രഷറി"},
]
HEADS = [
    {"code": "2202-01-101-99-01", "title": "General education, salaries"},
    {"code": "2202-01-102-98-01", "title": "Aided schools, salaries"},
    {"code": "2202-03-103-97-01", "title": "Colleges, salaries"},
    {"code": "2014-00-105-99-01", "title": "Administration of justice, salaries"},
    {"code": "2202-01-101-99-02", "title": "General education, wages"},
    {"code": local_body.HEAD, "title": "Social security pensions"},
]
BILL_CLASSES = [
    {
        "code": "establishment",
        "title": "Establishment",
        "title_ml": "എസ്റ്റാബ്ലിഷ്മെന്റ്",
        "signing": "maker_checker",
    },
    {"code": "wages", "title": "Wages", "title_ml": "വേതനം", "signing": "maker_checker"},
    {"code": "gazetted", "title": "Gazetted officer", "title_ml": "ഗസറ്റഡ് ഓഫീസർ", "signing": "self_drawn"},
    {"code": "aided", "title": "Aided school", "title_ml": "എയ്ഡഡ് സ്കൂൾ", "signing": "countersigned"},
]
#: the days of the months around the demo's: opening, cut-off, pay-day
PAY_DAYS = (
    ("2026-10", "2026-10-20", "2026-10-26", "2026-11-02"),
    ("2026-11", "2026-11-20", "2026-11-26", "2026-12-01"),
    ("2026-12", "2026-12-19", "2026-12-28", "2027-01-01"),
)
PAY_ORDER = {"order_number": "G.O.(Rt) No.6120/2026/Fin", "order_dated": "2026-09-25"}
COURTS = frozenset({"0423", "0424"})
COURTS_HEAD, SCHOOLS_HEAD, WAGES_HEAD = "2014-00-105-99-01", "2202-01-101-99-01", "2202-01-101-99-02"
HEAD_OF_CLASS = {"aided": "2202-01-102-98-01", "gazetted": "2202-03-103-97-01"}


def directorate(made: Directorate) -> dict[str, Any]:
    """Offices, codes and officers for ``directorate.yaml``."""
    return {
        "departments": DEPARTMENTS,
        "senders": [_sender(place, *sender) for place, sender in enumerate(_SENDERS, 1)],
        "sender_managers": [{"office": office, **_MANAGER} for office, *_ in _SENDERS],
        "treasuries": TREASURIES,
        "heads": HEADS,
        "bill_classes": BILL_CLASSES,
        "posts": [_post(kind) for kind in (*POSTS, *OTHER_POSTS)],
        **(local_body.MASTERS if made.has_local_body else {}),
        "offices": [_office(code) for code in made.codes],
        "drawing_codes": [_drawing_code(code) for code in made.codes],
        "pay_days": [
            dict(zip(("month", "opens_on", "cut_off_on", "pays_on"), days, strict=True)) | PAY_ORDER
            for days in PAY_DAYS
        ],
        "officers": list(_officers(made)),
    }


def _sender(place: int, office: str, mailbox: str, header: str) -> dict[str, Any]:
    department = next(one for one in DEPARTMENTS if one["code"] == office)
    return {
        "office": office, "name": department["name"], "name_ml": department["name_ml"], "mailbox": mailbox,
        "header": header, "header_id": f"10052345{place:04d}6171819",
        "entity_id": f"10012345{place:04d}6171819",
        "telemarketers": "1202234561718192021", "owner": department["name"],
    }  # fmt: skip


def _post(kind: PostKind) -> dict[str, Any]:
    return {
        "code": kind.code,
        "designation": kind.designation,
        "designation_ml": kind.designation_ml,
        "is_gazetted": kind.is_gazetted,
    }


def _office(code: Code) -> dict[str, Any]:
    kind = LOCAL_BODIES[code.place_class]
    return {
        "code": code.office,
        "name": code.title,
        "name_ml": code.title_ml,
        "district": code.district,
        "place_class": code.place_class,
        "local_body": f"Sample {kind}, {code.district}",
        "local_body_kind": kind,
    }


def _drawing_code(code: Code) -> dict[str, Any]:
    heads = {code.bill_class: _head(code)}
    if code.bill_class == "establishment":
        heads["wages"] = WAGES_HEAD
    return {
        "code": code.code,
        "kind": code.kind,
        "title": code.title,
        "title_ml": code.title_ml,
        "treasury": code.treasury,
        "department": "DEPT",
        "heads": heads,
    }


def _head(code: Code) -> str:
    return COURTS_HEAD if code.code in COURTS else HEAD_OF_CLASS.get(code.bill_class, SCHOOLS_HEAD)


def _officers(made: Directorate) -> Iterator[dict[str, Any]]:
    """The officers: outside the directorate by post name, inside by employee number."""
    yield _outside("establishment", "clerk", "DEPT")
    yield _outside("superintendent", "clerk", "DEPT")
    yield _outside("administrator", "administrator", "DEPT")
    yield _outside("second-administrator", "administrator", "DEPT")
    yield _outside("treasury-t01", "treasury_officer", "TRY", "T01")
    yield _outside("treasury-t02", "treasury_officer", "TRY", "T02")
    yield _outside("finance", "purpose_owner", "FIN")
    yield _outside("finance", "finance_officer", "FIN")
    yield _outside("finance-second", "finance_officer", "FIN")
    yield _outside("dpo", "data_protection_officer", "FIN")
    yield _outside("law-officer", "law_officer", "FIN")
    yield _outside("finance-desk", "communicating_officer", "FIN")
    yield _outside("information-office", "communicating_officer", "PRD")
    yield _outside("information-head", "purpose_owner", "PRD")
    yield _outside("educational-officer", "countersigning_officer", "DEPT", "0421")
    for name, role, scopes in local_body.OFFICERS if made.has_local_body else ():
        for scope in scopes:
            yield _outside(name, role, local_body.DEPARTMENT, scope)
    for code in made.codes:
        first = next(row for row in made.rows if row["drawing_code"] == code.code)
        yield {
            "username": f"ddo-{code.code}",
            "role": "drawing_officer",
            "office": "DEPT",
            "scope": code.code,
            "number": first["number"],
        }
        if code.people > 1:
            yield _outside(f"clerk-{code.code}", "clerk", "DEPT", code.code)


def _outside(username: str, role: str, office: str, scope: str = "") -> dict[str, Any]:
    born = date(1975, 1, 1)
    return {"username": username, "role": role, "office": office, "scope": scope, "born": born}
