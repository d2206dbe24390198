"""camt.054: bookings on the paying account.

A debit is a transfer paid out; a credit with a reason came back.
"""

from __future__ import annotations

from itertools import groupby

from vethanam.errors import Unsound
from vethanam.payments.messages.schema import (
    CAMT_054,
    Document,
    Element,
    account_at,
    amount_at,
    day_at,
    find_all,
    instant_at,
    parse,
    text_at,
)
from vethanam.payments.messages.values import Account, Entry, Happening, Notice

_SIDE = {Happening.CREDITED: "DBIT", Happening.RETURNED: "CRDT"}
_FAMILY = {Happening.CREDITED: "SALA", Happening.RETURNED: "RRTN"}  # issued credit transfers: payroll, return


def build_notice(notice: Notice) -> bytes:
    """The camt.054 of a notice: one booked entry per day and kind, with its transfers."""
    document = Document(CAMT_054, "BkToCstmrDbtCdtNtfctn")
    add, created = document.add, notice.created_at.isoformat(timespec="seconds")
    add(document.message, "GrpHdr/MsgId", notice.message)
    add(document.message[0], "CreDtTm", created)
    account = add(document.message, "Ntfctn")
    add(account, "Id", notice.message)
    add(account, "CreDtTm", created)
    document.account(account, "Acct", notice.payer_account)
    document.branch(account[-1], "Svcr", notice.payer_account)
    ordered = sorted(notice.entries, key=lambda entry: (entry.on, entry.happening, entry.reference))
    for (on, happening), entries in groupby(ordered, key=lambda entry: (entry.on, entry.happening)):
        _add_booking(document, add(account, "Ntry"), on.isoformat(), happening, tuple(entries))
    return document.finished()


def _add_booking(
    document: Document, booking: Element, on: str, happening: Happening, entries: tuple[Entry, ...]
) -> None:
    add = document.add
    document.amount(booking, "Amt", sum(entry.amount for entry in entries))
    add(booking, "CdtDbtInd", _SIDE[happening])
    add(booking, "Sts/Cd", "BOOK")
    add(booking, "BookgDt/Dt", on)
    add(booking, "ValDt/Dt", on)
    domain = add(booking, "BkTxCd/Domn")
    add(domain, "Cd", "PMNT")
    add(domain, "Fmly/Cd", "ICDT")
    add(domain[-1], "SubFmlyCd", _FAMILY[happening])
    details = add(booking, "NtryDtls")
    for entry in entries:
        _add_transfer(document, add(details, "TxDtls"), entry)


def _add_transfer(document: Document, element: Element, entry: Entry) -> None:
    document.add(element, "Refs/EndToEndId", entry.reference)
    document.amount(element, "Amt", entry.amount)
    document.add(element, "CdtDbtInd", _SIDE[entry.happening])
    if entry.account:
        document.account(element, "RltdPties/CdtrAcct", entry.account)
        document.branch(element, "RltdAgts/CdtrAgt", entry.account)
    if entry.code:
        document.add(element, "RtrInf/Rsn/Cd", entry.code)


def read_notice(body: bytes) -> Notice:
    """The notice in a camt.054, without entries not booked yet.

    Raises
    ------
    Unsound
        It violates the schema, names several accounts, or a booked transfer lacks a day or an amount
        of its own.
    """
    message = parse(body, CAMT_054)
    accounts = find_all(message, "Ntfctn")
    if len(accounts) != 1:
        raise Unsound("several_accounts")
    payer_account = account_at(accounts[0], "Acct", "Acct/Svcr") or Account("", "")
    booked = [entry for entry in find_all(accounts[0], "Ntry") if text_at(entry, "Sts/Cd") == "BOOK"]
    return Notice(
        message=text_at(message, "GrpHdr/MsgId"),
        created_at=instant_at(message, "GrpHdr/CreDtTm"),
        payer_account=payer_account,
        entries=tuple(entry for booking in booked for entry in _read_booking(booking)),
    )


def _read_booking(booking: Element) -> list[Entry]:
    details = find_all(booking, "NtryDtls/TxDtls")
    alone = amount_at(booking, "Amt") if len(details) == 1 else None
    on = day_at(booking, "ValDt") or day_at(booking, "BookgDt")
    side = text_at(booking, "CdtDbtInd")
    entries = []
    for transfer in details:
        amount = amount_at(transfer, "Amt") if find_all(transfer, "Amt") else alone
        if amount is None or on is None:
            raise Unsound("no_amount_or_day")
        entries.append(
            Entry(
                reference=text_at(transfer, "Refs/EndToEndId"),
                happening=_happening(text_at(transfer, "CdtDbtInd") or side),
                amount=amount,
                on=on,
                account=account_at(transfer, "RltdPties/CdtrAcct", "RltdAgts/CdtrAgt"),
                code=text_at(transfer, "RtrInf/Rsn/Cd") or text_at(transfer, "RtrInf/Rsn/Prtry"),
            )
        )
    return entries


def _happening(side: str) -> Happening:
    return Happening.CREDITED if side == "DBIT" else Happening.RETURNED
