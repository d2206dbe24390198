"""The inbox: what waits for the signed-in account, by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.acts.inbox import InboxRow
from vethanam.web.parts import words
from vethanam.web.parts.access import signed_in, to_second_factor
from vethanam.web.parts.inbox import inbox_of_request, waiting_shown
from vethanam.web.parts.page_context import name_of_desk


@signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Everything that waits, oldest first, one list for each role of the account."""
    if before := to_second_factor(request):
        return before
    found = inbox_of_request(request)
    by_role: dict[tuple[str, str], list[InboxRow]] = {}
    for row in found:
        by_role.setdefault((row.role, row.scope), []).append(row)
    roles = [
        {"name": name_of_desk(role, scope), "rows": waiting_shown(request, rows)}
        for (role, scope), rows in by_role.items()
    ]
    return render(request, "lists/inbox.html", {"page": {"title": _title(len(found)), "roles": roles}})


def _title(count: int) -> str:
    if not count:
        return _("Nothing waits for you")
    told = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", count)
    return told % {"count": words.count_in_words(count, capital=True)}
