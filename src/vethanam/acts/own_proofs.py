"""A person's own proofs: she is not in a use, the list of her uses is complete, a file of everything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.evidence_files import FileNamed, file_answer, state_of
from vethanam.acts.fields import Code, Given, MonthField
from vethanam.acts.record_lookup import person_of
from vethanam.errors import Unsound, typed
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.own_files import make_own_file, own_file_in, own_files
from vethanam.evidence.person_maps import complete_list
from vethanam.evidence.signed_slips import code_of, payslip_drawn, proof_of, statement_of
from vethanam.identity.authority import Authority
from vethanam.people.models import Role


class UseNamed(Given):
    """A use, by its reference."""

    use: Code = Field(title=_("Use"), description=_("Its reference, as on the page of the message."))


class PayslipNamed(Given):
    """A payslip of one's own."""

    month: MonthField = Field(title=_("Month"))
    bill: Code | None = Field(
        None, title=_("Number of the bill"), description=_("Left out: the only bill of that month.")
    )


@view("absence_from_use", title=_("Proof that I am not among them"), roles=(Role.EMPLOYEE,))
def absent(authority: Authority, given: UseNamed) -> dict[str, Any]:
    """The proof that one is not in a use: write ``file`` to a file as it is, and check that.

    It holds one's own secret.
    """
    return {"file": absence_from_use(given.use, person_of(authority)).decode()}


@view("complete_uses", title=_("Proof that nothing is missing"), roles=(Role.EMPLOYEE,))
def complete(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """Every use about oneself up to the latest map of a day, with the proof that none is missing.

    Write ``file`` to a file as it is, and check that. It holds one's own secret.
    """
    return {"file": complete_list(person_of(authority)).decode()}


@view("payslip_proof", title=_("Proof of a payslip"), roles=(Role.EMPLOYEE,))
def payslip_proof(authority: Authority, given: PayslipNamed) -> dict[str, Any]:
    """The proof of a payslip of one's own: write ``file`` to a file as it is, and check that.

    ``code`` is the text of the code on the paper, for the page that checks payslips. A bank or another office
    checks both without this system.
    """
    slip = payslip_drawn(person_of(authority), given.month, given.bill)
    statement = statement_of(slip)
    return {
        "payslip": statement.receipt, "bill": slip.bill.number, "net_paise": statement.net,
        "code": code_of(statement), "file": proof_of(slip).decode(),
    }  # fmt: skip


@act("make_own_file", title=_("Make my file of evidence"), roles=(Role.EMPLOYEE,))
def make_own(authority: Authority, given: NothingGiven) -> Answer:
    """Record that a file of every use and payment about oneself is made, with what proves them.

    The log does not name the person. Take it with ``own_file`` once the log has signed that entry.
    """
    del given
    made = make_own_file(authority, person_of(authority))
    return Answer.of("evidence_file_made", state_of(made), file=made.reference)


@view("own_files", title=_("My files of evidence"), roles=(Role.EMPLOYEE,), rows="files")
def all_own(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The files about oneself that one has made, newest first."""
    del given
    return {"files": [state_of(one) for one in own_files(authority.account)]}


@view("own_file", title=_("My file of evidence"), roles=(Role.EMPLOYEE,))
def one_own(authority: Authority, given: FileNamed) -> dict[str, Any]:
    """A file about oneself: write ``file`` to a file as it is; of an archive decode ``base64``.

    It holds one's own secret.
    """
    found = next((one for one in own_files(authority.account) if one.reference == given.file), None)
    if found is None:
        raise Unsound("file_subject_missing", kind="file", reference=typed(given.file, 40))
    return file_answer(found, given.form, own_file_in(found, person_of(authority), given.form))
