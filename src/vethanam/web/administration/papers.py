"""First codes, shown once: on the page, and as printable papers inside the page."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from vethanam.documents.first_code import FirstCodePaper, first_code_list_pdf, first_code_pdf
from vethanam.people.models import Employment, Person

#: most codes listed on the page beside the papers
LISTED = 20


@dataclass(frozen=True, slots=True)
class Back:
    """The link back from the page of papers."""

    address: str
    word: str


def codes_page(
    request: HttpRequest, codes: Sequence[Mapping[str, str]], office: str, back: Back
) -> HttpResponse:
    """The page with the papers of first codes, from an act's answer: ``account``, ``first_code``, ``until``.

    Codes are not stored: if the papers are lost, invite again.
    """
    persons = {
        one.account.username: one
        for one in Person.objects.filter(
            account__username__in=[one["account"] for one in codes]
        ).select_related("account")
        if one.account
    }
    numbers = dict(Employment.objects.filter(person__in=persons.values()).values_list("person", "number"))
    papers = []
    for one in codes:
        person = persons.get(one["account"]) or Person(name=one["account"])
        papers.append(
            FirstCodePaper(
                person=person.name,
                person_ml=person.name_ml,
                number=numbers.get(person.pk, ""),
                account=one["account"],
                code=one["first_code"],
                ends_on=date.fromisoformat(one["until"]),
                address=_activation(request, one["account"]),
            )
        )
    day = timezone.localdate()
    return render(
        request,
        "administration/papers.html",
        {
            "papers": papers[:LISTED],
            "count": len(papers),
            "pdf": _address(first_code_pdf(papers, office, day)),
            "receipts": _address(first_code_list_pdf(papers, office, day)) if len(papers) > 1 else "",
            "back": back,
        },
    )


def _activation(request: HttpRequest, name: str) -> str:
    return f"{request.build_absolute_uri(reverse('activation'))}?{urlencode({'name': name})}"


def _address(pdf: bytes) -> str:
    return "data:application/pdf;base64," + base64.b64encode(pdf).decode()
