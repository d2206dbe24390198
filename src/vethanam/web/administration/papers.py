"""First codes as they are shown once: on the page, and as papers to print that the page itself carries."""

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

#: more codes than that are not listed on the page beside the papers
LISTED = 20


@dataclass(frozen=True, slots=True)
class Back:
    """Where the page of papers leads back to."""

    address: str
    word: str


def codes_page(
    request: HttpRequest, codes: Sequence[Mapping[str, str]], office: str, back: Back
) -> HttpResponse:
    """The page with the papers of first codes, as an act answers them once: ``account``, ``first_code``, ``until``.

    Nothing keeps a code: without the papers, invite again.
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
