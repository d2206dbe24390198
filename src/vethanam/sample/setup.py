"""Registers the offices, codes and officers of ``directorate.yaml`` by acts; existing ones stay."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from vethanam.acts.fields import File
from vethanam.errors import Fault, Unsound, UnsoundInput, counted
from vethanam.sample.desk import FOUNDED, SECOND, Desk, is_known, opened
from vethanam.sample.directorate_file import (
    DIRECTORATE,
    OF_FINANCE,
    DirectorateFile,
    leave_out_known_places,
    read_directorate,
)
from vethanam.sample.officers import Officer, faults_of_officers, scope_of
from vethanam.tables import lines_in


def set_up(path: Path, at: datetime) -> int:
    """Register a directorate, except officers who are not yet employed; returns the number of codes.

    ``path`` is its file, or a folder with ``directorate.yaml``. One administrator proposes, the other agrees.
    """
    file = read_directorate(path)
    desk = opened(at)
    calendar = file.split([sheet for sheet, *_ in OF_FINANCE])
    faults = [*file.faults, *faults_of_officers(file, cache(lambda kind: set(desk.masters(kind))))]
    _register(desk, file, faults)
    for officer in file.officers:
        if "number" not in officer:
            _seat(desk, officer)
        else:
            with suppress(_NotEmployed):
                _seat_employee(desk, officer)
    protection = [one["username"] for one in file.officers if one["role"] == PROTECTION]
    _set_policies(desk, protection)
    _plant_canaries(desk, protection)
    _enter_calendar(desk, calendar, [one["username"] for one in file.officers if one["role"] == FINANCE])
    return len(file.sheets.get("drawing_codes", ()))


def enter_gateways(at: datetime) -> None:
    """Two administrators enter the mail server and the SMSC of the settings; one whose address changed is
    corrected.
    """
    desk = opened(at)
    known = desk.masters("gateway")
    for kind, address in (("smtp", settings.VETHANAM_SMTP), ("smpp", settings.VETHANAM_SMPP)):
        if not address:
            continue
        host, _, port = address.rpartition(":")
        row = {
            "code": kind.upper(), "kind": kind, "host": host, "port": int(port), "run_by": "Sample operator",
            "valid_from": FOUNDED.isoformat(),
        }  # fmt: skip
        before = known.get(f"{kind.upper()}/{FOUNDED.isoformat()}")
        if before is None or any(before[name] != value for name, value in row.items()):
            proposed = desk.do("propose_master", kind="gateway", row={**row, **GATEWAY_ORDER})
            desk.do("decide_master", by=SECOND, proposal=proposed["proposal"], outcome="agree")


_COPIED = ("text", "version", "office", "language", "category", "words")


def enter_operator_numbers(at: datetime) -> None:
    """Two administrators enter a made-up number of the operators for every text that lacks one, of every
    sender that is entered.
    """
    desk = opened(at)
    known = desk.masters("sender")
    file = DirectorateFile("operator_texts")
    for place, one in enumerate(desk.look("operator_texts")["texts"]):
        if one["state"] == "missing" and one["office"] in known:
            cells = {name: str(one[name]) for name in _COPIED}
            number = f"11072345{place:04d}6171819"
            also = {"valid_from": FOUNDED.isoformat(), "valid_until": ""}
            file.add("operator_texts", one["text"], {**cells, **also, "template_id": number})
    if file.sheets:
        _register(desk, file, [])


def _enter_calendar(desk: Desk, calendar: DirectorateFile, finance: list[str]) -> None:
    """Two officers of finance sign the days of the pay calendar; a day that is entered stays as it is."""
    for sheet, kind, parts in OF_FINANCE:
        known = desk.masters(kind)
        lines = calendar.sheets.pop(sheet, [])
        if new := [
            one for one in lines if "/".join(str(one.cells.get(part, GENERAL)) for part in parts) not in known
        ]:
            calendar.sheets[sheet] = new
    if not calendar.sheets:
        return
    if len(finance) < 2:
        raise Unsound("calendar_without_finance", file=calendar.name)
    first, second = finance[:2]
    for sheet, kind, _ in OF_FINANCE:
        for line in calendar.sheets.get(sheet, ()):
            row = {name: str(value) for name, value in line.cells.items()}
            proposed = desk.do("propose_master", by=first, kind=kind, row=row)
            desk.do("decide_master", by=second, proposal=proposed["proposal"], outcome="agree")


def _set_policies(desk: Desk, officers: list[str]) -> None:
    """Set the policies of witnesses that the operator offers; one with the same keys stays as it is."""
    listed = desk.look("policies")
    offered = {one["policy"]: _keys_in(one["text"]) for one in listed["files"]}
    known = {one["purpose"]: _keys_in(one["text"]) for one in listed["policies"]}
    for purpose, policy in POLICIES.items():
        if officers and policy in offered and offered[policy] != known.get(purpose):
            proposed = desk.do("set_policy", policy=policy, purpose=purpose)
            desk.do("agree_policy", by=officers[0], proposal=proposed["proposal"])


def _plant_canaries(desk: Desk, officers: list[str]) -> None:
    """Plant canaries for each gateway that has none: an administrator proposes, the data protection officer
    agrees.
    """
    shown = desk.look("canaries")
    known = {one["holder"]: one for one in shown["canaries"]}
    for code in shown["holders"]["gateway"] if officers else ():
        domain = f"post-{len(known) + 1}.example"
        wanted = {"kind": "gateway", "holder": code, "people": CANARIES, "domain": domain}
        known[code] = known.get(code) or desk.do("plant_canaries", **wanted)
        if known[code]["state"] == "proposed":
            desk.do("agree_canaries", by=officers[0], proposal=known[code]["proposal"])


def _keys_in(policy: str) -> set[tuple[str, ...]]:
    """The lines of a policy without the addresses of its witnesses, which may change with each start."""
    return {tuple(line.split()[:3]) for line in policy.splitlines() if line.startswith("witness ")}


def seat_officers(path: Path, at: datetime) -> None:
    """Appoint the officers who are employees, once their employments are registered.

    ``path`` is the directorate's file, or a folder; a folder without ``directorate.yaml`` has no officers.

    Raises
    ------
    Unsound
        No employee has the number of an officer.
    """
    file = path / DIRECTORATE if path.is_dir() else path
    if not file.exists():
        return
    desk = opened(at)
    for officer in read_directorate(file).officers:
        if "number" in officer:
            try:
                _seat_employee(desk, officer)
            except _NotEmployed:
                named = {"username": officer["username"], "number": officer["number"]}
                raise Unsound("officer_not_employed", file=file.name, **named) from None


def give_accounts_to_employees(file: File, at: datetime) -> None:
    """Invite the employees in an employees' file who have no account; the name is ``E`` and the number."""
    desk = opened(at)
    header, *rows = lines_in(file.content, file.name)
    place = [cell.strip().lower() for cell in header].index("drawing_code")
    for code in dict.fromkeys(row[place] for row in rows if len(row) > place and row[place]):
        try:
            desk.do("invite_employees", drawing_code=code)
        except Unsound as nobody:
            if nobody.code != "nobody_to_invite":
                raise


#: who enters the pay calendar, and its group of every drawing code without another
FINANCE, GENERAL = "finance_officer", "general"
GATEWAY_ORDER = {"order_number": "G.O.(Rt) No.118/2024/ITD", "order_dated": "2024-03-15"}
#: who agrees to a policy of witnesses, and the policy that the sample sets for a purpose, if it is offered
PROTECTION = "data_protection_officer"
POLICIES = {"SAL-CREDIT": "event"}
#: canaries of each gateway
CANARIES = 25
#: longer than the acts of a folder
_LATER = timedelta(days=366)


class _NotEmployed(Exception):
    """No employee has the officer's number yet."""


def _register(
    desk: Desk,
    file: DirectorateFile,
    faults: list[Fault],
) -> None:
    """Propose the masters of a file and agree to them; all faults are reported at once."""
    if any(sheet in file.sheets for sheet in ("districts", "local_bodies")):
        places = {"districts": desk.masters("district"), "local_bodies": desk.masters("local_body")}
        leave_out_known_places(file, places)
    proposal = None
    try:
        given = File(file.name, file.archive())
        proposal = desk.do("import_directorate", file=given, title="Directorate")["proposal"]
    except UnsoundInput as unsound:
        faults = [*faults, *map(file.own_place, unsound.faults)]
    except Unsound as nothing:
        if nothing.code != "nothing_proposed":
            raise
    if faults:
        raise UnsoundInput("sheets_unsound", faults, count=counted(faults))
    if proposal is not None:
        desk.do("decide_master", by=SECOND, proposal=proposal, outcome="agree")


def _seat(desk: Desk, officer: Officer) -> None:
    """Invite an officer who is not an employee, and appoint her."""
    name = officer["username"]
    if not is_known(name):
        desk.do("invite_officer", account=name, name=f"Officer {name}", born=officer["born"])
    _appoint(desk, officer)


def _seat_employee(desk: Desk, officer: Officer) -> None:
    """Invite an employee as an officer, and appoint her."""
    if not is_known(officer["username"]):
        try:
            desk.do("invite_employees", numbers=[officer["number"]], account=officer["username"])
        except Unsound as refused:
            if refused.code == "no_employee":
                raise _NotEmployed from None
            raise
    _appoint(desk, officer)


def _appoint(desk: Desk, officer: Officer) -> None:
    name, role, scope = officer["username"], officer["role"], scope_of(officer)
    later = Desk(desk.at + _LATER)  # when a folder is played again, its later acts already happened
    found = later.look("accounts", q=name)["accounts"]
    roles = next(row["roles"] for row in found if row["account"] == name)
    if any((held["role"], held["scope"] or "") == (role, scope) for held in roles):
        return
    seat: dict[str, Any] = {"account": name, "role": role, "scope": scope}
    desk.do("propose_appointment", **{**seat, "from": FOUNDED})
    desk.do("agree_appointment", by=SECOND, **seat)
