"""pain.002: whether the bank accepts an instruction, and the rejected transfers."""

from __future__ import annotations

from vethanam.payments.messages.schema import (
    PAIN_001,
    PAIN_002,
    Document,
    Element,
    account_at,
    amount_at,
    find_all,
    instant_at,
    parse,
    text_at,
)
from vethanam.payments.messages.values import Report, Status, Verdict, amount_text, paise_of

_CODES = {
    Verdict.ACCEPTED: "ACCP",
    Verdict.IN_PART: "PART",
    Verdict.REJECTED: "RJCT",
    Verdict.PENDING: "PDNG",
}
_VERDICTS = {
    "ACCP": Verdict.ACCEPTED,
    "ACSP": Verdict.ACCEPTED,
    "ACSC": Verdict.ACCEPTED,
    "ACTC": Verdict.ACCEPTED,
    "ACWC": Verdict.ACCEPTED,
    "ACCC": Verdict.ACCEPTED,
    "PART": Verdict.IN_PART,
    "RJCT": Verdict.REJECTED,
}


def build_report(report: Report) -> bytes:
    """The XML of a pain.002 for a report."""
    document = Document(PAIN_002, "CstmrPmtStsRpt")
    add = document.add
    add(document.message, "GrpHdr/MsgId", report.message)
    add(document.message[0], "CreDtTm", report.created_at.isoformat(timespec="seconds"))
    group = add(document.message, "OrgnlGrpInfAndSts")
    add(group, "OrgnlMsgId", report.original)
    add(group, "OrgnlMsgNmId", PAIN_001)
    if report.count is not None:
        add(group, "OrgnlNbOfTxs", str(report.count))
    if report.total is not None:
        add(group, "OrgnlCtrlSum", amount_text(report.total))
    if report.verdict is not None:
        add(group, "GrpSts", _CODES[report.verdict])
    if report.code:
        add(group, "StsRsnInf/Rsn/Cd", report.code)
    if report.statuses:
        batch = add(document.message, "OrgnlPmtInfAndSts")
        add(batch, "OrgnlPmtInfId", report.original)
        for status in report.statuses:
            _add_status(document, add(batch, "TxInfAndSts"), status)
    return document.finished()


def _add_status(document: Document, element: Element, status: Status) -> None:
    document.add(element, "OrgnlEndToEndId", status.reference)
    document.add(element, "TxSts", _CODES[status.verdict])
    if status.code:
        document.add(element, "StsRsnInf/Rsn/Cd", status.code)
    if status.amount is None or status.account is None:
        return
    original = document.add(element, "OrgnlTxRef")
    document.amount(original, "Amt/InstdAmt", status.amount)
    document.branch(original, "CdtrAgt", status.account)
    document.account(original, "CdtrAcct", status.account)


def read_report(body: bytes) -> Report:
    """The report in a pain.002.

    Raises
    ------
    Unsound
        It violates the schema.
    """
    message = parse(body, PAIN_002)
    group = find_all(message, "OrgnlGrpInfAndSts")[0]
    count, total = text_at(group, "OrgnlNbOfTxs"), text_at(group, "OrgnlCtrlSum")
    stated = text_at(group, "GrpSts")
    return Report(
        message=text_at(message, "GrpHdr/MsgId"),
        created_at=instant_at(message, "GrpHdr/CreDtTm"),
        original=text_at(group, "OrgnlMsgId"),
        verdict=_VERDICTS.get(stated, Verdict.PENDING) if stated else None,
        code=_reason(group),
        count=int(count) if count else None,
        total=paise_of(total) if total else None,
        statuses=tuple(
            _read_status(element) for element in find_all(message, "OrgnlPmtInfAndSts/TxInfAndSts")
        ),
    )


def _reason(element: Element) -> str:
    return text_at(element, "StsRsnInf/Rsn/Cd") or text_at(element, "StsRsnInf/Rsn/Prtry")


def _read_status(element: Element) -> Status:
    return Status(
        reference=text_at(element, "OrgnlEndToEndId"),
        verdict=_VERDICTS.get(text_at(element, "TxSts"), Verdict.PENDING),
        amount=amount_at(element, "OrgnlTxRef/Amt/InstdAmt"),
        account=account_at(element, "OrgnlTxRef/CdtrAcct", "OrgnlTxRef/CdtrAgt"),
        code=_reason(element),
    )
