"""Read a filled delivery list, CSV or XLSX, or the signed answer to one: the outcome of each line."""

from __future__ import annotations

from datetime import date

from vethanam.benefits.actions.deliveries import COLUMNS, MOST_LINES, DeliverySaid
from vethanam.benefits.models import Advance, Delivery, ListTaken
from vethanam.benefits.sealed_lists import read_answer
from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, typed
from vethanam.tables import lines_in

_NEEDED = ("reference", "outcome", "on", "proof", "proof_reference")
#: how the name of an answer ends
ANSWER_ENDS = ".answer"


def deliveries_in(content: bytes, name: str, advance: str) -> list[DeliverySaid]:
    """The outcomes in a filled list of an advance; rows without an outcome are left out.

    Raises
    ------
    UnsoundInput
        Cells that cannot be read, each with its row and column.
    Unsound
        The file is no table, is too long, or lacks a column.
    """
    header, *lines = lines_in(content, name) or [[]]
    names = [cell.strip().lower() for cell in header]
    missing = [one for one in _NEEDED if one not in names]
    if missing or any(names.count(one) > 1 for one in names if one in COLUMNS):
        raise Unsound("delivery_sheet_columns", file=typed(name, 60), columns=missing or [*_NEEDED])
    if len(lines) > MOST_LINES:
        raise Unsound("delivery_sheet_long", file=typed(name, 60), most=MOST_LINES)
    found: list[DeliverySaid] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=2):
        cells = dict(zip(names, [*line, *[""] * (len(names) - len(line))], strict=False))
        if not any(line) or not any(cells[one] for one in _NEEDED[1:]):
            continue
        said = _said(cells, str(number), faults)
        if said is not None:
            found.append(said)
    if faults:
        raise UnsoundInput("deliveries_unsound", faults, list=advance, count=len(faults))
    return found


def answered_in(content: bytes, advance: Advance) -> list[DeliverySaid]:
    """The outcomes in the signed answer to the list of an advance.

    Raises
    ------
    Refused
        It is of another list, changed after it was signed, or signed by a key that opened no list of this
        advance.
    UnsoundInput
        Cells that cannot be read, each with its row and column.
    Unsound
        The file is no answer, or too long.
    """
    answer = read_answer(content)
    if answer.number != advance.number:
        raise Refused("answer_of_another_list", named=typed(answer.number, 16), list=advance.number)
    if not ListTaken.objects.filter(advance=advance, answer_key=answer.key).exists():
        raise Refused("answer_of_unknown_key", list=advance.number)
    if len(answer.lines) > MOST_LINES:
        raise Unsound("delivery_sheet_long", file=f"{advance.number}{ANSWER_ENDS}", most=MOST_LINES)
    faults: list[Fault] = []
    said = [_said(dict(line), str(place), faults) for place, line in enumerate(answer.lines, start=1)]
    if faults:
        raise UnsoundInput("deliveries_unsound", faults, list=advance.number, count=len(faults))
    return [one for one in said if one is not None]


def _said(cells: dict[str, str], place: str, faults: list[Fault]) -> DeliverySaid | None:
    outcome, proof = cells["outcome"].strip().lower(), cells["proof"].strip().lower()
    wrong = []
    if outcome not in Delivery.Outcome.values:
        wrong.append(Fault(place, "outcome", "delivery_outcome_unknown", {"known": Delivery.Outcome.values}))
    if proof and proof not in Delivery.Proof.values:
        wrong.append(Fault(place, "proof", "delivery_proof_unknown", {"known": Delivery.Proof.values}))
    try:
        on = date.fromisoformat(cells["on"].strip())
    except ValueError:
        wrong.append(Fault(place, "on", "sheet_day"))
    if wrong:
        faults.extend(wrong)
        return None
    reference = cells["proof_reference"].strip()
    return DeliverySaid(cells["reference"].strip(), outcome, on, proof, reference, place)
