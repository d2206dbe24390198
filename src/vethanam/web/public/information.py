"""Requests of the Central Government for information, for anybody; a sealed one shows its day alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.journal.queries import position_of
from vethanam.money import grouped
from vethanam.privacy.law_records import InformationShown, information_requests
from vethanam.web.parts.access import now_of, public
from vethanam.web.protection.information import information_row

_SEALED = ("is_sealed", "opens_on", "shape", "word")


@public
@require_GET
def information(request: HttpRequest) -> HttpResponse:
    """Every request, newest first; nothing of a sealed one but its entry and its day."""
    found = information_requests(now_of(request)[0])
    told = ngettext("%(count)s request for information", "%(count)s requests for information", len(found))
    title = told % {"count": grouped(len(found))} if found else _("No request for information")
    return render(request, "public/information.html", {"title": title, "rows": [_row(one) for one in found]})


def _row(one: InformationShown) -> dict[str, Any]:
    row = information_row(one)
    shown = {name: row[name] for name in _SEALED} if one.is_sealed else row
    return {**shown, "entry": position_of(one.row.leaf)}
