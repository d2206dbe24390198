"""Acts of the bank, of who is paid by it, and of a person herself: answers; institutions; bank days; a channel stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.db.models import QuerySet

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import rupees
from vethanam.payments.actions import (
    Details,
    enter_account,
    list_days,
    reissue,
    settle_pending,
    verify_account,
)
from vethanam.payments.channel import Channel, open_channel
from vethanam.payments.messages import (
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Status,
    Transfer,
    Verdict,
    build_notice,
    build_report,
    read_instruction,
)
from vethanam.payments.models import FileBody, InstitutionAccount, PaymentFinding, PaymentLeg
from vethanam.people.models import Person
from vethanam.periods import Month
from vethanam.privacy.actions import stop_channel
from vethanam.sample.acts import Act, Answer, day
from vethanam.sample.bank_answers import send_signed
from vethanam.sample.verbs.service import employment_of, entered_order
from vethanam.service_book.models import PayeeAccount

CREDITED, REJECTED, RETURNED, SILENT = "credited", "rejected", "returned", "silent"
_KEYS = (
    "reference", "employment", "institution", "bill", "month", "hop", "outcome", "amount", "reason", "booked", "unknown",
)  # fmt: skip


def answer(authority: Authority, act: Act) -> Answer:
    """``{reference | employment | institution, outcome, amount, reason, booked, hop, unknown}``: the bank answers, signed.

    ``outcome`` is credited, rejected, returned or silent. ``amount`` in rupees when the bank reports another than was
    instructed; ``reason`` is its code, such as AC04; ``booked`` its day when that is not the day of the act; ``hop: onward``
    is about the account a treasury savings account is sent on to; ``unknown`` a reference nobody instructed.
    """
    act.only(*_KEYS)
    outcome = str(act["outcome"])
    if outcome not in (CREDITED, REJECTED, RETURNED, SILENT):
        raise Unsound("unknown_outcome", outcome=typed(outcome, 20))
    folder, channel = _bank()
    settle_pending(channel, authority)
    rows = PaymentFinding.objects.filter(resolved_at__isnull=True).order_by("pk")
    if outcome == SILENT:
        legs, found = [], rows.filter(code="no_answer")
    else:
        known = list(PaymentFinding.objects.values_list("pk", flat=True))
        legs, found = [_answered(authority, act, outcome, folder, channel)], rows.exclude(pk__in=known)
    findings = [
        {"record": one.record, "code": one.code, "officer": one.officer, "says": one.says} for one in found
    ]
    states = [
        {"reference": leg.end_to_end_id, "state": leg.state, "amount_paise": leg.amount} for leg in legs
    ]
    says = (
        f"{legs[0].employment or legs[0].party}: payment {legs[0].end_to_end_id} is {legs[0].state}."
        if legs
        else f"The bank is silent about {len(findings)} of our instructions for two working days."
    )
    return Answer(says, {"payments": states, "findings": findings})


def _answered(authority: Authority, act: Act, outcome: str, folder: Path, channel: Channel) -> PaymentLeg:
    """The leg the bank spoke of, after its answer was put into our folder and taken."""
    leg = _leg(act)
    instruction, transfer = _transfer(leg)
    if act.get("hop") == "onward":
        if transfer.onward is None:
            raise Unsound("not_sent_on", leg=leg)
        transfer = replace(transfer, account=transfer.onward)
    if act.get("unknown"):
        transfer = replace(transfer, reference=str(act["unknown"]))
    paid = rupees(act["amount"]) if act.get("amount") else transfer.amount
    said = _Said(outcome, paid, str(act.get("reason", "")), act.at, day(act.get("booked", act.at.date())))
    send_signed(
        folder / "bank" / "in",
        _bank_key(folder),
        f"{transfer.reference}.{outcome}-{act.at:%Y%m%d%H%M}.xml",
        _body(instruction, transfer, said),
    )
    settle_pending(channel, authority)
    leg.refresh_from_db()
    return leg


def send_again(authority: Authority, act: Act) -> Answer:
    """``{reference | employment | institution, bill, month}``: a payment that failed goes to the account that holds now."""
    act.only("reference", "employment", "institution", "bill", "month", "drawing_code")
    failed = _leg(act)
    accounts: QuerySet[Any] = (
        InstitutionAccount.objects.filter(institution__name=failed.party)
        if failed.schedule
        else PayeeAccount.objects.filter(
            employment=failed.employment_id, is_withdrawn=False, superseded_by__isnull=True
        )
    )
    holds = accounts.order_by("pk").values_list("pk", flat=True).last()
    reissue(failed.pk, holds or failed.account_fact_id or failed.institution_account_id or 0, authority)
    again = PaymentLeg.objects.get(replaces=failed)
    says = f"{again.employment or again.party}: payment {failed.end_to_end_id} is sent again as {again.end_to_end_id}."
    paid = {"reference": again.end_to_end_id, "state": again.state, "amount_paise": again.amount}
    return Answer(says, {"payments": [paid], "replaces": failed.end_to_end_id})


def institution(authority: Authority, act: Act) -> Answer:
    """``{name, kind, branch, number, holder}``: the account recoveries for an institution are paid into."""
    act.only("name", "name_ml", "kind", "branch", "number", "holder", "valid_from")
    details = Details(
        name=str(act["name"]),
        kind=str(act["kind"]),
        branch=str(act["branch"]),
        number=str(act["number"]),
        holder=str(act.get("holder", "")),
        name_ml=str(act.get("name_ml", "")),
    )
    entered = enter_account(details, authority, valid_from=day(act.get("valid_from", act.at.date())))
    return Answer(
        f"{entered.institution}: an account ending {entered.tail} is entered; another officer verifies it.",
        {"institution": entered.institution.name, "account": entered.pk, "verified": False},
    )


def verify_institution(authority: Authority, act: Act) -> Answer:
    """``{name}``: a treasury officer verifies the account of an institution that somebody else entered last."""
    act.only("name")
    rows = InstitutionAccount.objects.filter(institution__name=str(act["name"])).order_by("pk")
    account = rows.values_list("pk", flat=True).last()
    if account is None:
        raise Unsound("no_such_institution", name=typed(act["name"], 60))
    verified = verify_account(account, authority)
    return Answer(
        f"{verified.institution}: the account ending {verified.tail} is verified.",
        {"institution": verified.institution.name, "account": verified.pk, "verified": True},
    )


def bank_days(authority: Authority, act: Act) -> Answer:
    """``{closed, open, order}``: days on which an order closes the banks, or opens them against the calendar."""
    act.only("closed", "open", "order")
    closed, opened = ([day(one) for one in act.get(key, [])] for key in ("closed", "open"))
    count = list_days(authority, closed=closed, opened=opened, order=entered_order(authority, act["order"]))
    return Answer(
        "1 day is listed." if count == 1 else f"{count} days are listed.",
        {"closed": [one.isoformat() for one in closed], "open": [one.isoformat() for one in opened]},
    )


def opt_out(authority: Authority, act: Act) -> Answer:
    """``{purpose, channel}``: a person stops a channel for messages of a purpose; with ``again: true`` she opens it."""
    act.only("purpose", "channel", "again")
    person = Person.objects.filter(account=authority.account).first()
    if person is None:
        raise Unsound("not_a_person_stopping")
    is_stopped = not act.get("again")
    stop_channel(authority, person.pk, str(act["purpose"]), str(act["channel"]), is_stopped=is_stopped)
    how = "stopped" if is_stopped else "open again"
    return Answer(
        f"{act['channel']} is {how} for {act['purpose']}. The copy on the portal stays.",
        {"is_stopped": is_stopped},
    )


def _bank() -> tuple[Path, Channel]:
    folder = Path(settings.VETHANAM_STATE)
    return folder, open_channel(folder / "bank", folder / "keys" / "bank.pub")


def _bank_key(folder: Path) -> Ed25519PrivateKey:
    """The sample bank's own key: an act speaks as the bank only where this process may read it."""
    try:
        key = load_pem_private_key((folder / "keys" / "bank.key").read_bytes(), None)
    except OSError:
        raise Unsound("sample_bank_key_closed") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unsound("sample_bank_key_wrong")
    return key


def _leg(act: Act) -> PaymentLeg:
    rows = PaymentLeg.objects.select_related("employment", "file").filter(file__isnull=False)
    if act.get("reference"):
        rows = rows.filter(end_to_end_id=str(act["reference"]))
    elif act.get("institution"):
        rows = rows.filter(party=str(act["institution"]))
    else:
        rows = rows.filter(employment=employment_of(act["employment"]))
    if act.get("bill"):
        rows = rows.filter(bill__number=str(act["bill"]))
    if act.get("month"):
        rows = rows.filter(for_month=int(Month.parse(act["month"])))
    gone = (PaymentLeg.State.REISSUED, PaymentLeg.State.WITHHELD)
    found = rows.exclude(state__in=gone).order_by("pk").last()
    if found is None:
        raise Unsound("no_such_payment")
    return found


def _transfer(leg: PaymentLeg) -> tuple[Instruction, Transfer]:
    if leg.file is None:
        raise Unsound("no_bank_file")
    instruction = read_instruction(bytes(FileBody.objects.get(pk=leg.file_id).body))
    return instruction, next(t for t in instruction.transfers if t.reference == leg.end_to_end_id)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the bank says of a transfer: outcome, amount in paise, its code, when it says so, and of which day."""

    outcome: str
    amount: int
    code: str
    at: datetime
    on: date


def _body(instruction: Instruction, transfer: Transfer, said: _Said) -> bytes:
    mark: dict[str, Any] = {
        "message": f"{transfer.reference[:24]}-{said.outcome[:3]}{said.at:%d%H%M}",
        "created_at": said.at,
    }
    if said.outcome == REJECTED:
        status = Status(
            transfer.reference, Verdict.REJECTED, said.amount, transfer.account, said.code or "AC01"
        )
        return build_report(
            Report(original=instruction.message, verdict=Verdict.IN_PART, statuses=(status,), **mark)
        )
    happening = Happening.CREDITED if said.outcome == CREDITED else Happening.RETURNED
    reason = "" if said.outcome == CREDITED else said.code or "AC04"
    entry = Entry(transfer.reference, happening, said.amount, said.on, transfer.account, reason)
    return build_notice(Notice(payer_account=instruction.payer_account, entries=(entry,), **mark))
