"""pain.001: the instruction to the bank."""

from __future__ import annotations

from vethanam.errors import Unsound
from vethanam.payments.messages.schema import (
    PAIN_001,
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
from vethanam.payments.messages.values import (
    CURRENCY,
    SALARY,
    Account,
    Instruction,
    Transfer,
    amount_text,
    paise_of,
)

_IN_PLACE_OF = "In place of "
_PAY_OF = "Pay of "
_SEND_ON = "Send on to "
_PAY_ON_IDENTIFICATION = "HOLD"  # the creditor collects the money and shows her identity


def build_instruction(instruction: Instruction) -> bytes:
    """The pain.001 of an instruction; the same instruction gives the same bytes.

    Raises
    ------
    Unsound
        It has no transfer, a zero transfer, or a repeated reference.
    """
    _check(instruction)
    document = Document(PAIN_001, "CstmrCdtTrfInitn")
    add, count, total = document.add, str(len(instruction.transfers)), amount_text(instruction.total)
    header = add(document.message, "GrpHdr")
    add(header, "MsgId", instruction.message)
    add(header, "CreDtTm", instruction.created_at.isoformat(timespec="seconds"))
    add(header, "NbOfTxs", count)
    add(header, "CtrlSum", total)
    add(header, "InitgPty/Nm", instruction.payer)
    batch = add(document.message, "PmtInf")
    add(batch, "PmtInfId", instruction.mark or instruction.message)
    add(batch, "PmtMtd", "TRF")
    add(batch, "BtchBookg", "true")
    add(batch, "NbOfTxs", count)
    add(batch, "CtrlSum", total)
    add(batch, "PmtTpInf/CtgyPurp/Cd", instruction.category)
    add(batch, "ReqdExctnDt/Dt", instruction.execute_on.isoformat())
    add(batch, "Dbtr/Nm", instruction.payer)
    document.account(batch, "DbtrAcct", instruction.payer_account)
    document.branch(batch, "DbtrAgt", instruction.payer_account)
    for transfer in instruction.transfers:
        _add_transfer(document, add(batch, "CdtTrfTxInf"), transfer)
    return document.finished()


def _check(instruction: Instruction) -> None:
    references = [transfer.reference for transfer in instruction.transfers]
    if not references:
        raise Unsound("nothing_to_pay", message=instruction.message)
    if len(set(references)) != len(references):
        raise Unsound("reference_twice", message=instruction.message)
    if any(transfer.amount <= 0 for transfer in instruction.transfers):
        raise Unsound("not_positive", message=instruction.message)


def _add_transfer(document: Document, element: Element, transfer: Transfer) -> None:
    document.add(element, "PmtId/EndToEndId", transfer.reference)
    document.amount(element, "Amt/InstdAmt", transfer.amount)
    document.branch(element, "CdtrAgt", transfer.account)
    document.add(element, "Cdtr/Nm", transfer.payee)
    document.account(element, "CdtrAcct", transfer.account)
    if not transfer.account.number:
        document.add(element, "InstrForCdtrAgt/Cd", _PAY_ON_IDENTIFICATION)
    if transfer.onward:
        onward = f"{_SEND_ON}{transfer.onward.branch} {transfer.onward.number}"
        document.add(element, "InstrForCdtrAgt/InstrInf", onward)
    document.add(element, "Purp/Cd", transfer.purpose)
    remarks = [_IN_PLACE_OF + transfer.replaces] if transfer.replaces else []
    remarks += [_PAY_OF + transfer.employee] if transfer.employee else []
    remarks += [transfer.remark] if transfer.remark else []
    if remarks:
        about = document.add(element, "RmtInf")
        for remark in remarks:
            document.add(about, "Ustrd", remark)


def read_instruction(body: bytes) -> Instruction:
    """The instruction in a pain.001.

    Raises
    ------
    Unsound
        It violates the schema, has more than one batch, or its stated count or sum is wrong.
    """
    message = parse(body, PAIN_001)
    batches = find_all(message, "PmtInf")
    if len(batches) != 1:
        raise Unsound("several_batches")
    batch = batches[0]
    payer_account = account_at(batch, "DbtrAcct", "DbtrAgt")
    day = day_at(batch, "ReqdExctnDt")
    if payer_account is None or not payer_account.number or day is None:
        raise Unsound("no_payer")
    name, mark = text_at(message, "GrpHdr/MsgId"), text_at(batch, "PmtInfId")
    instruction = Instruction(
        message=name,
        created_at=instant_at(message, "GrpHdr/CreDtTm"),
        execute_on=day,
        payer=text_at(batch, "Dbtr/Nm"),
        payer_account=payer_account,
        transfers=tuple(_read_transfer(element) for element in find_all(batch, "CdtTrfTxInf")),
        mark="" if mark == name else mark,
        category=text_at(batch, "PmtTpInf/CtgyPurp/Cd") or SALARY,
    )
    _check(instruction)
    _check_stated(message, instruction)
    return instruction


def _check_stated(message: Element, instruction: Instruction) -> None:
    count, total = text_at(message, "GrpHdr/NbOfTxs"), text_at(message, "GrpHdr/CtrlSum")
    if int(count) != len(instruction.transfers) or (total and paise_of(total) != instruction.total):
        raise Unsound("not_what_it_states", message=instruction.message)


def _read_transfer(element: Element) -> Transfer:
    amount = amount_at(element, "Amt/InstdAmt")
    account = account_at(element, "CdtrAcct", "CdtrAgt")
    reference = text_at(element, "PmtId/EndToEndId")
    is_called_for = text_at(element, "InstrForCdtrAgt/Cd") == _PAY_ON_IDENTIFICATION
    if amount is None or account is None or not (account.number or is_called_for):
        raise Unsound("no_payee_account", reference=reference, currency=CURRENCY)
    remarks = [(remark.text or "").strip() for remark in find_all(element, "RmtInf/Ustrd")]
    return Transfer(
        reference,
        amount,
        text_at(element, "Cdtr/Nm"),
        account,
        replaces=_after(_IN_PLACE_OF, remarks),
        onward=_onward(element),
        purpose=text_at(element, "Purp/Cd") or SALARY,
        remark=next((one for one in remarks if not one.startswith((_IN_PLACE_OF, _PAY_OF))), ""),
        employee=_after(_PAY_OF, remarks) or "",
    )


def _after(words: str, texts: list[str]) -> str | None:
    return next((text.removeprefix(words) for text in texts if text.startswith(words)), None)


def _onward(element: Element) -> Account | None:
    """The account for onward transfer, if the instruction names one."""
    told = _after(_SEND_ON, [text_at(one, "InstrInf") for one in find_all(element, "InstrForCdtrAgt")])
    if told is None:
        return None
    branch, _, number = told.partition(" ")
    return Account(branch, number)
