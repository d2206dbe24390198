"""The sources that keep the promises, and for each the test files that must notice a change of it.

The list is written by hand, fastest file first. Tests that compare the database with its manifest are not in
it: they would notice any change of a guard, whether or not its effect is tested.
"""

from __future__ import annotations

from collections.abc import Mapping

_PERMIT = (
    "tests/privacy/permit/test_rows.py",
    "tests/privacy/permit/test_examples.py",
    "tests/privacy/permit/test_questions.py",
    "tests/privacy/permit/test_engine.py",
    "tests/privacy/permit/test_timeline.py",
    "tests/privacy/permit/test_ties.py",
)
_SIGNERS = (
    "tests/messaging/test_proven_signers.py",
    "tests/messaging/test_forged_signers.py",
    "tests/messaging/test_hidden_leaves.py",
)
_CHECKED = ("tests/site/test_checked_rows.py",)

#: source below ``src/vethanam`` → its test files
GUARDED: Mapping[str, tuple[str, ...]] = {
    "privacy/guards/restraints.sql": (
        "tests/privacy/test_guards.py",
        "tests/privacy/actions/test_restraints.py",
        "tests/messaging/test_restraint.py",
        "tests/messaging/test_text_classes.py",
        "tests/messaging/test_lawful_and_not.py",
        "tests/messaging/test_clocks.py",
    ),
    "privacy/guards/vault.sql": (
        "tests/privacy/test_rights_of_vault.py",
        "tests/messaging/test_openings.py",
        "tests/messaging/test_dispatch.py",
        "tests/messaging/test_single_uses.py",
        "tests/messaging/test_publicity.py",
        "tests/messaging/test_clocks.py",
    ),
    "privacy/guards/uses.sql": (
        "tests/privacy/test_guards.py",
        "tests/privacy/actions/test_uses.py",
        "tests/privacy/test_rights_of_vault.py",
        "tests/messaging/test_kept_subjects.py",
        "tests/messaging/test_openings.py",
        "tests/messaging/test_clocks.py",
    ),
    "privacy/guards/fence.sql": (
        "tests/privacy/test_guards.py",
        "tests/privacy/test_fence_held.py",
        "tests/messaging/test_restraint.py",
        "tests/messaging/test_dispatch.py",
    ),
    "payments/guards/legs.sql": (
        "tests/payments/test_guards.py",
        "tests/payments/test_legs.py",
        "tests/payments/test_reissues.py",
        "tests/payments/test_withheld_files.py",
        "tests/payments/test_answers.py",
    ),
    "identity/guards/accounts.sql": (
        "tests/identity/test_resets.py",
        "tests/identity/test_first_codes.py",
        "tests/identity/test_sign_in.py",
        "tests/people/test_accounts.py",
    ),
    "people/guards/appointments.sql": ("tests/people/test_appointments.py", "tests/people/test_actions.py"),
    "people/guards/delegations.sql": ("tests/people/test_delegations.py",),
    "privacy/permit/approvals.py": _PERMIT,
    "privacy/permit/engine.py": _PERMIT,
    "privacy/permit/facts.py": _PERMIT,
    "privacy/permit/subject_facts.py": _PERMIT,
    "privacy/permit/request_refusals.py": _PERMIT,
    "privacy/permit/subject_refusals.py": _PERMIT,
    "privacy/permit/world.py": _PERMIT,
    "ledger/quorum.py": (
        "tests/ledger/test_quorum.py",
        "tests/ledger/test_verifier.py",
        "tests/ledger/test_standalone.py",
    ),
    **dict.fromkeys(
        ("messaging/witness_hold.py", "journal/quorums.py", "privacy/policy_proofs.py", "ledger/policies.py"),
        ("tests/messaging/test_witness_hold.py",),
    ),
    "privacy/approval_proofs.py": (
        "tests/messaging/test_campaigns.py",
        *_SIGNERS,
        "tests/messaging/test_text_classes.py",
    ),
    "privacy/purposes/publications.py": (
        "tests/privacy/actions/test_purpose_proposals.py",
        "tests/messaging/test_forged_signers.py",
    ),
    "identity/signers.py": ("tests/identity/test_signers.py", *_SIGNERS),
    "journal/audit.py": ("tests/journal/test_audit.py", *_CHECKED),
    "journal/row_audit.py": ("tests/journal/test_row_sets.py", *_CHECKED),
    "messaging/audit.py": ("tests/messaging/test_audit.py", *_CHECKED),
    "payments/audit.py": ("tests/payments/test_audit.py", *_CHECKED),
    "people/audit.py": ("tests/messaging/test_forged_signers.py", *_CHECKED),
    "privacy/audit.py": ("tests/messaging/test_audit.py", *_CHECKED),
    "site/checks.py": ("tests/site/test_checks.py",),
    "site/server_settings.py": ("tests/site/test_checks.py",),
    "site/manifest.py": ("tests/site/test_checks.py", *_CHECKED),
}
