"""How a month of her benefit was computed, on the page of a card."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from vethanam.benefits.models import Award, Beneficiary
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.queries.cycles import months_in_force
from vethanam.periods import Month
from vethanam.web.beneficiary.card import cardholder
from vethanam.web.benefits import words
from vethanam.web.benefits.views_explanation import month_shown
from vethanam.web.parts import words as page_words

#: approved months with a link
_LINKED = 12


@cardholder
@require_GET
def month(request: HttpRequest, holder: Beneficiary, month: Month | None = None) -> HttpResponse:
    """Her awards in an approved month, the latest by default: amount, figures, orders, due and drawn.

    Her circumstances stay on the office's page: a card opens no more than the answer to each condition.
    """
    rows = list(Award.objects.select_related("scheme").filter(beneficiary=holder).order_by("pk"))
    months = {row.pk: [key for key in months_in_force(row.scheme) if key >= row.from_month] for row in rows}
    known = sorted({key for keys in months.values() for key in keys}, reverse=True)
    if not known or (month is not None and int(month) not in known):
        raise Http404
    asked = month or Month.from_key(known[0])
    page = {
        "month": page_words.month(asked),
        "months": [(words.month(key), _address(key), key == int(asked)) for key in known[:_LINKED]],
        "awards": [_award(row, asked) for row in rows if int(asked) in months[row.pk]],
    }
    return render(request, "beneficiary/month.html", page)


def _award(row: Award, asked: Month) -> dict[str, Any]:
    shown = month_shown(explained(row, asked))
    tree = [{**one, "facts": ()} for one in shown["tree"]]
    return {**shown, "tree": tree, "scheme": words.scheme_title(row.scheme), "number": row.number}


def _address(key: int) -> str:
    return reverse("beneficiary:month_of", kwargs={"month": Month.from_key(key)})
