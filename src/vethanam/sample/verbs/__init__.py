"""The words of ``do``: one function each, over the same actions as the pages."""

from __future__ import annotations

from vethanam.sample.acts import Verb
from vethanam.sample.verbs import (
    answers,
    arrears,
    bills,
    campaigns,
    consents,
    contacts,
    duties,
    occasions,
    refunds,
    restraints,
    service,
    shows,
    uses,
)

CLERK, DRAWING = "clerk", "drawing_officer"
#: who composes and sends messages for an office, and who approves them
WRITES = ("communicating_officer", "purpose_owner")
APPROVES = ("purpose_owner", "data_protection_officer", "law_officer")
#: who enters orders, and what became of them
ORDERS = (CLERK, DRAWING, "purpose_owner", "law_officer", "finance_officer")

VERBS: dict[str, Verb] = {
    "import": Verb(service.import_file, (CLERK, DRAWING)),
    "record": Verb(service.record_fact, (CLERK, DRAWING)),
    "correct": Verb(service.correct_fact, (CLERK, DRAWING)),
    "verify": Verb(service.verify_facts, (DRAWING, CLERK), "drawing_code"),
    "order": Verb(service.enter_order, ORDERS),
    "order_effect": Verb(service.enter_order_effect, ORDERS),
    "delegate": Verb(service.lend_power),
    "revoke": Verb(service.end_power),
    "hand_over": Verb(service.end_appointment),
    "run": Verb(bills.run, (CLERK, DRAWING), "drawing_code"),
    "resolve": Verb(bills.resolve, (CLERK, DRAWING), "drawing_code"),
    "make": Verb(bills.make, (CLERK, DRAWING), "drawing_code"),
    "check": Verb(bills.check, (DRAWING,), "drawing_code"),
    "countersign": Verb(bills.countersign, ("countersigning_officer",), "drawing_code"),
    "present": Verb(bills.present, (DRAWING,), "drawing_code"),
    "withdraw": Verb(bills.withdraw, (DRAWING,), "drawing_code"),
    "cancel": Verb(bills.cancel, (DRAWING,), "drawing_code"),
    "object": Verb(bills.object_to, ("treasury_officer",)),
    "queue": Verb(bills.queue, ("treasury_officer",)),
    "lapse": Verb(bills.lapse, ("treasury_officer",)),
    "pass": Verb(bills.pass_, ("treasury_officer",)),
    "refund": Verb(refunds.refund, (CLERK, DRAWING, "treasury_officer"), "drawing_code"),
    "arrears": Verb(arrears.arrears, (CLERK, DRAWING), "drawing_code"),
    "surrender": Verb(occasions.surrender, (CLERK, DRAWING), "drawing_code"),
    "festival": Verb(occasions.festival, (CLERK, DRAWING), "drawing_code"),
    "answer": Verb(answers.answer, ("treasury_officer",)),
    "institution": Verb(answers.institution, (CLERK, DRAWING, "treasury_officer")),
    "verify_institution": Verb(answers.verify_institution, ("treasury_officer",)),
    "bank_days": Verb(answers.bank_days, ("treasury_officer", "purpose_owner", "finance_officer")),
    "opt_out": Verb(answers.opt_out, ("employee",)),
    "consent": Verb(consents.consent, ("employee",)),
    "withdraw_consent": Verb(consents.take_back, ("employee",)),
    "replace_contact": Verb(contacts.replace, ("employee",)),
    "confirm_contact": Verb(contacts.confirm, ("employee",)),
    "erase_contact": Verb(contacts.erase, ("employee",)),
    "ask": Verb(duties.ask_something, ("employee",)),
    "answer_duty": Verb(duties.step, ("data_protection_officer", "purpose_owner")),
    "request_use": Verb(uses.request),
    "restrain": Verb(restraints.restrain),
    "release": Verb(restraints.release),
    "window": Verb(restraints.window, ("law_officer",)),
    "count": Verb(campaigns.count, WRITES),
    "compose": Verb(campaigns.compose_message, WRITES),
    "approve": Verb(campaigns.approve, APPROVES),
    "dispatch": Verb(campaigns.dispatch, WRITES),
    "propose": Verb(campaigns.propose, WRITES),
    "publish": Verb(campaigns.publish, APPROVES),
    "show": Verb(shows.show),
}
