"""The page on which anybody checks the code of a payslip, and the same page to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.evidence.check_pages import check_page, policy
from vethanam.evidence.file_pages import program
from vethanam.evidence.statement_keys import known_statement_keys
from vethanam.ledger.slips import LONGEST
from vethanam.web.parts.access import public
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import sent


@csrf_exempt  # anybody pastes a code; nothing is stored
@public
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The page. A browser checks the code itself; one without script posts it: no address holds it."""
    code = sent(request).get("code", "")[: LONGEST + 100] if request.method == "POST" else None
    answer = HttpResponse(check_page(known_statement_keys(), code, is_served=True))
    answer["Content-Security-Policy"] = f"{policy(is_served=True)}; frame-ancestors 'none'"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@public
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """The page as a file that works without a network."""
    answer = HttpResponse(check_page(known_statement_keys(), is_served=False))
    answer["Content-Security-Policy"] = policy(is_served=False)
    answer["Content-Disposition"] = 'attachment; filename="check.html"'
    return answer


@public
@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The second verifier: one file that checks every file of this system without it."""
    return file_response(program().encode(), "standalone.py", "text/x-python; charset=utf-8")
