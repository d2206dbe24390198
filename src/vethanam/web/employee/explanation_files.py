"""An explained month to download: as a PDF, and as a file that anyone can recompute."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vethanam.clauses.explanation import Term
from vethanam.documents.month_explanation import ExplainedLine, ExplainedMonth, SourceRow
from vethanam.evidence.explanations import explanation_file
from vethanam.money import shown
from vethanam.payroll.queries import rulebook_hash
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.web.employee.pages import place_of
from vethanam.web.parts import words
from vethanam.web.parts.people import people_named
from vethanam.web.pay.line_explanation import LinePage, Source, explained, lines_of
from vethanam.web.reader import page_reader


def file_of(mine: Employment, month: Month) -> bytes:
    """The whole month as a file.

    Raises
    ------
    Unsound
        The month cannot be computed.
    """
    return explanation_file(
        mine.number, month, rulebook_hash(mine.pk, month), explained(page_reader(), mine.pk, month)
    )


def paper_of(mine: Employment, month: Month) -> ExplainedMonth:
    """The explanation of a month as a paper in the reader's language, with the digest of the file."""
    tree = explained(page_reader(), mine.pk, month)
    file = json.loads(explanation_file(mine.number, month, rulebook_hash(mine.pk, month), tree))
    return ExplainedMonth(
        language=get_language() or "en",
        title=_("%(month)s: every line explained") % {"month": words.month(month)},
        person=str(people_named([mine.number])[mine.number]),
        place=place_of(mine),
        net_name=_("Net pay that the lines give"),
        net=shown(tree.value or 0),
        lines=[_line(line) for line in lines_of(mine.pk, tree, month)],
        digest_said=_("The file with the same explanation has this digest:"),
        digest=file["digest"],
        dated=(month.year, month.number, month.days),
    )


def _line(line: LinePage) -> ExplainedLine:
    return ExplainedLine(
        name=line.name,
        amount=_("held") if line.amount is None else shown(line.amount),
        equations=[_sum(terms) for terms in line.equations],
        rounding=line.rounding,
        held=line.says,
        sources=[_source(pair) for pair in line.pairs],
    )


def _sum(terms: Sequence[Term]) -> str:
    return " ".join(_term(term) for term in terms)


def _term(term: Term) -> str:
    return f"{term.text} {term.label}" if term.kind == "value" and term.label else term.text


def _source(pair: Source) -> SourceRow:
    text = " ".join(piece.text for piece in pair.pieces if not piece.address)  # paper has no links
    return SourceRow(pair.label, text, _("unconfirmed") if pair.is_unconfirmed else "")
