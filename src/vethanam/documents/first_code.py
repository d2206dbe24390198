"""The paper with a person's sign-in name and first code: one A6 page each, and a list for signatures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import segno

from vethanam.documents.printer import printed_once


@dataclass(frozen=True, slots=True)
class FirstCodePaper:
    """One person's paper. ``address`` is the activation page with the name, without the code."""

    person: str
    person_ml: str
    number: str
    account: str
    code: str
    ends_on: date
    address: str


def first_code_pdf(papers: Sequence[FirstCodePaper], office: str, dated: date) -> bytes:
    """Print the papers, an A6 page each; the same values give the same bytes. No copy is kept."""
    return printed_once(
        "first_code",
        {
            "office": office,
            "dated": [dated.year, dated.month, dated.day],
            "papers": [
                {
                    "person": paper.person,
                    "person_ml": paper.person_ml,
                    "number": paper.number,
                    "account": paper.account,
                    "code": paper.code,
                    "ends": f"{paper.ends_on:%d.%m.%Y}",
                    "address": paper.address,
                    "qr": _qr_svg(paper.address),
                }
                for paper in papers
            ],
        },
    )


def first_code_list_pdf(papers: Sequence[FirstCodePaper], office: str, dated: date) -> bytes:
    """Print the list on which each person signs for her paper. It holds no code."""
    return printed_once(
        "first_code_list",
        {
            "office": office,
            "dated": [dated.year, dated.month, dated.day],
            "rows": [
                {
                    "person": paper.person,
                    "person_ml": paper.person_ml,
                    "number": paper.number,
                    "account": paper.account,
                }
                for paper in papers
            ],
        },
    )


def _qr_svg(text: str) -> str:
    svg = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode()
