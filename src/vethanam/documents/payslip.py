"""The payslip: one A4 page, Malayalam first with English below, a QR code and a receipt."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import segno

from vethanam.documents.printer import printed
from vethanam.documents.words import in_words_english, in_words_malayalam
from vethanam.errors import Broken
from vethanam.money import Paise, shown


@dataclass(frozen=True, slots=True)
class Both:
    """One text in both languages."""

    ml: str
    en: str


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line of earnings or deductions: its name, a detail such as ``35 %``, its amount in paise.

    ``amount`` is None if the line is held; ``is_unconfirmed`` sets the star explained by the note.
    """

    name: Both
    amount: Paise | None
    detail: str = ""
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Payslip:
    """The content of a payslip with its totals; :func:`payslip_pdf` compares them with the net."""

    month: Both
    name: Both
    pen: str
    post: Both
    office: Both
    scale: Both
    net: Paise
    credited: Both
    reason: Both | None
    earnings: Sequence[SlipLine]
    deductions: Sequence[SlipLine]
    orders: Both | None
    notes: Sequence[Both]
    receipt: str
    entry: int | None
    dated: date
    #: the text of the QR code
    code: str

    def gross(self) -> Paise:
        """The sum of the paid earnings."""
        return sum(line.amount or 0 for line in self.earnings)

    def deducted(self) -> Paise:
        """The sum of the deductions."""
        return sum(line.amount or 0 for line in self.deductions)


def payslip_pdf(slip: Payslip) -> bytes:
    """Print one payslip.

    The bytes depend only on the values and on the versions of Typst and of the fonts.

    Raises
    ------
    Broken
        Earnings minus deductions are not the net.
    """
    if slip.gross() - slip.deducted() != slip.net:
        raise Broken("slip_does_not_add_up", pen=slip.pen)
    return printed("payslip", _printed(slip))


def _printed(slip: Payslip) -> dict[str, object]:
    """The values as strings, so that the paper computes nothing."""
    words = in_words_english(slip.net)
    return {
        **asdict(slip),
        "dated": [slip.dated.year, slip.dated.month, slip.dated.day],
        "net": shown(slip.net),
        "words": {"ml": in_words_malayalam(slip.net) or words, "en": words},
        "entry": "" if slip.entry is None else shown(slip.entry * 100, symbol=False, paise=False),
        "earnings": [_line(line) for line in slip.earnings],
        "deductions": [_line(line) for line in slip.deductions],
        "gross": _amount(slip.gross()),
        "deducted": _amount(slip.deducted()),
        "notes": [asdict(note) for note in slip.notes],
        "qr": _qr_svg(slip.code),
        "qr_alt": f"QR code with the receipt {slip.receipt} and the figures of this payslip",
    }


def _line(line: SlipLine) -> dict[str, object]:
    amount = "" if line.amount is None else _amount(line.amount)
    return {"name": asdict(line.name), "detail": line.detail, "amount": amount, "star": line.is_unconfirmed}


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False, paise=True)


def _qr_svg(text: str) -> str:
    svg = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode()
