"""Pages of masters for an administrator, and of parameters for finance: enter,
correct, close, import, decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vethanam.acts.masters import ONE_BY_ONE, SIGNED_KINDS, kinds, kinds_for, subject_of
from vethanam.errors import Fault
from vethanam.identity.authority import Authority
from vethanam.people.masters import Kinds, MasterKind
from vethanam.people.masters.sheets import standing_book, template_book, template_csv
from vethanam.people.models import MasterProposal, Role
from vethanam.web.administration import masters as pages
from vethanam.web.administration.masters import ACTS, CHANGES, ROWS, address
from vethanam.web.parts.access import theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import sentence_to
from vethanam.web.parts.paging import page_of, paged
from vethanam.web.pay.pay_days import months_without_pay_day

#: faults listed on a page
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_kinds(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The kinds of masters, and the proposals waiting for a second person."""
    return render(
        request,
        "administration/masters.html",
        {
            "title": pages.title_for(authority),
            "no_pay_days": months_without_pay_day(authority.at)
            if authority.role == Role.FINANCE_OFFICER
            else (),
            "waiting": pages.waiting_shown(authority),
            "kinds": pages.kinds_shown(authority),
            "importing": address(authority, "importing"),
            "template": address(authority, "template"),
            "standing": address(authority, "standing"),
        },
    )


def list_masters(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """The masters of one kind, searched by part of code or name."""
    of = _kind(authority, kind)
    wanted = request.GET.get("q", "").strip()[:80]
    rows = pages.masters_shown(of, authority, wanted)
    shown, links = paged(request, rows, ROWS, f"q={quote(wanted)}" if wanted else "")
    return render(
        request,
        "administration/masters_kind.html",
        {
            "title": said(of.title),
            "kind": kind,
            "rows": shown,
            "count": len(rows),
            "pages": links,
            "wanted": wanted,
            "enter": address(authority, "enter", kind=kind),
            "sheet": "" if kind in ONE_BY_ONE else address(authority, "sheet", kind=kind),
            "back": address(authority, "kinds"),
            "above": pages.above_for(authority),
        },
    )


def enter(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """Propose a new master, or a correction of the one with ``key``."""
    of = _kind(authority, kind)
    key = request.GET.get("key", "")
    begun = pages.typed_of(of, key)
    if key and not begun:
        raise Http404
    form = pages.master_form(of, begun, authority.role)
    kept = pages.kept_of(of, begun)
    if form.is_sent_by(request) and form.perform(request, complete=partial(_with_kept, kept)):
        return _proposed(request, authority, form)
    noun = said(of.noun)
    return render(
        request,
        "administration/masters_form.html",
        {
            "title": _("Correct %(noun)s %(key)s") % {"noun": noun, "key": key}
            if key
            else _("New: %(noun)s") % {"noun": noun},
            "form": form,
            "subject": subject_of(kind),
            "kept": pages.kept_shown(of, begun),
            "history": pages.history_shown(of, key, authority) if key else [],
            "back": address(authority, "kind", kind=kind),
            "back_word": said(of.title),
        },
    )


def _with_kept(kept: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values with the fixed ones of a correction, at the row's place in the act."""
    if "kind" in given:
        return {**given, "row": {**given.get("row", {}), **kept}}
    return {**given, **kept}


def close(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """Propose the last day of the master with ``key``."""
    of = _kind(authority, kind)
    key = request.GET.get("key", "")
    if not of.can_close or key not in of.standing():
        raise Http404
    form = pages.closing_form(of, key)
    if form.is_sent_by(request) and form.perform(request):
        return _proposed(request, authority, form)
    return render(
        request,
        "administration/masters_form.html",
        {
            "title": _("Last day of %(noun)s %(key)s") % {"noun": said(of.noun), "key": key},
            "lead": _("From the next day on new entries cannot name it. Earlier entries stay as they are."),
            "form": form,
            "history": pages.history_shown(of, key, authority),
            "back": address(authority, "kind", kind=kind),
            "back_word": said(of.title),
        },
    )


def proposal(request: HttpRequest, authority: Authority, number: int) -> HttpResponse:
    """A proposal: its changes, and the second person's decision."""
    found = MasterProposal.objects.filter(pk=number).select_related("proposed_by").first()
    mine = kinds_for(authority.role)
    if found is None or set(found.changes.values_list("kind", flat=True)) - set(mine):
        raise Http404
    form = ActForm(
        ACTS[authority.role]["decide"], fields=("outcome", "reason"), fixed={"proposal": number},
        labels={"reason": _("Reason (needed where you decline)")}, hints={"reason": ""},
    )  # fmt: skip
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, sentence_to(request, form.performed))
        return redirect(address(authority, "kinds"))
    at, links = page_of(request, found.changes.count(), CHANGES)
    return render(
        request,
        "administration/masters_proposal.html",
        {
            "page": pages.proposal_page(found, authority, (at - 1) * CHANGES, kinds()),
            "pages": links,
            "form": form,
            "signed_as": _signed_as(found),
            "back": address(authority, "kinds"),
            "above": pages.above_for(authority),
        },
    )


def _signed_as(found: MasterProposal) -> str:
    """The subject of the signature that agrees to a proposal; empty if none does."""
    kind = found.changes.filter(kind__in=SIGNED_KINDS).values_list("kind", flat=True).first()
    return subject_of(kind) if kind else ""


def importing(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Propose the sheets of a file as one proposal; lists all faults at once. The file is not stored."""
    form = ActForm("import_directorate", fields=("file",))
    if form.is_sent_by(request) and form.perform(request):
        return _proposed(request, authority, form)
    faults = [_fault_row(one) for one in form.performed.faults] if form.performed else []
    fault = form.fault if not faults else ""
    if "file" in form.faults and not faults:
        fault = _("No file came, or it is larger than 2.5 MB. Choose one; split a larger one by sheet.")
    return render(
        request,
        "administration/masters_import.html",
        {
            "title": pages.faults_title(len(faults)) if faults else _("Import sheets"),
            "faults": faults[:SHOWN],
            "more": _("The first %(count)s are shown.") % {"count": SHOWN} if len(faults) > SHOWN else "",
            "fault": fault,
            "name": getattr(form.files.get("file"), "name", ""),
            "template": address(authority, "template"),
            "back": address(authority, "kinds"),
            "above": pages.above_for(authority),
        },
    )


def template(request: HttpRequest, authority: Authority) -> HttpResponse:
    """An empty workbook with one sheet per kind."""
    return _file(template_book(_kinds_in_sheets(authority)), "masters-template.xlsx", XLSX)


def standing(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A workbook of the current masters, in the template's columns."""
    return _file(standing_book(_kinds_in_sheets(authority)), "masters.xlsx", XLSX)


def _kinds_in_sheets(authority: Authority) -> Kinds:
    """The kinds of a role that a sheet may enter, without those of which each row is signed."""
    return {name: kind for name, kind in kinds_for(authority.role).items() if name not in ONE_BY_ONE}


def sheet(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """The header of one sheet as CSV."""
    of = _kind(authority, kind)
    return _file(template_csv(of.sheet, kinds()).encode(), f"{of.sheet}.csv", "text/csv; charset=utf-8")


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=form)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _kind(authority: Authority, name: str) -> MasterKind:
    """A kind that the role enters; 404 for another."""
    found = kinds_for(authority.role).get(name)
    if found is None:
        raise Http404
    return found


def _proposed(request: HttpRequest, authority: Authority, form: ActForm) -> HttpResponse:
    performed = theirs(form.performed)
    messages.success(request, sentence_to(request, performed))
    return redirect(address(authority, "proposal", number=performed.state["proposal"]))


def _fault_row(fault: Fault) -> dict[str, Any]:
    return {"where": fault.record, "column": fault.field, "says": str(said(fault))}
