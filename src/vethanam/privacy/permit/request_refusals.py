"""Rows about the request: 1 to 12, 16 and 17. A clause is true if it objects."""

from __future__ import annotations

import polars as pl

from vethanam.clauses import Citation, Clause
from vethanam.privacy.permit.table import POLICY, PUTTASWAMY, Row, clause, missing_from, outside, section

c = pl.col

#: names that the rows below may read
GIVEN = (
    Clause(
        "is_own_request",
        "A person asks about herself, a guardian about a child, a nominee about somebody who died.",
        (c("org") == "self") & (c("purpose") == "RIGHTS") & c("is_about_actor"),
    ),
    Clause("is_known", "The catalogue has the purpose.", c("purpose_state") != "unknown"),
    Clause("is_open", "Rows 7 to 17 are asked.", ~c("is_own_request") & c("is_known")),
    Clause("is_message", "Something is sent.", c("mode") == "message"),
    Clause(
        "acts_for",
        "A processor acts for the controller it names; everybody else for itself.",
        pl.when(c("processors").list.contains(c("org"))).then(c("on_behalf_of")).otherwise(c("org")),
    ),
    Clause(
        "is_controller",
        (
            "The controller is one of the purpose's, owns the scheme's register, or is the registry that "
            "asks for judges."
        ),
        c("controllers").list.contains(c("acts_for"))
        | (c("controllers").list.contains("WPC") & c("is_scheme_owner"))
        | (c("is_for_judges") & (c("judicial_policy") == "via_hck")),
    ),
    Clause(
        "asks_contact",
        "A contact is among the fields.",
        c("fields").list.set_intersection(c("contact_fields")).list.len() > 0,
    ),
)

_ITSELF = Citation("The order or undertaking itself")

ROW_1 = Row(1, "request", (
    clause(
        "LEDGER_UNHEALTHY", "The ledger is not healthy, and this purpose waits until it is.",
        (c("ledger") != "healthy") & c("is_known")
        & (
            (c("ledger_policy") == "defer")
            | ((c("ledger_policy") == "continue_no_contact") & c("asks_contact"))
        ),
    ),
))  # fmt: skip

ROW_2 = Row(2, "request", (
    clause(
        "ACTOR_NOT_AUTHENTICATED",
        "No named officer signed in with a strong means, and no service of a controller asks.",
        c("actor").is_null() | c("org").is_null() | ~c("is_strong"), section("s.8(4), s.8(5)"),
        section("Rule 6"),
    ),
))  # fmt: skip

ROW_3 = Row(
    3,
    "request",
    (
        clause(
            "PURPOSE_UNKNOWN",
            "No registered purpose covers this.",
            ~c("is_known"),
            section("s.4"),
            PUTTASWAMY,
        ),
        clause(
            "PURPOSE_PROHIBITED",
            "This purpose is one that nobody may use.",
            c("purpose_state") == "prohibited",
            POLICY,
        ),
        clause(
            "PURPOSE_INACTIVE",
            "The registration of this purpose is suspended or over.",
            c("purpose_state") == "inactive",
            POLICY,
        ),
    ),
)

ROW_4 = Row(4, "request", (
    clause(
        "COURT_RESTRAINT", "An order or undertaking in force stops this.", c("restraints").list.len() > 0,
        _ITSELF,
    ),
), singly=(
    clause(
        "COURT_RESTRAINT",
        "An order or undertaking in force stops this channel, or messages to such a person.",
        c("restraints").list.len() > 0, _ITSELF,
    ),
))  # fmt: skip

ROW_5 = Row(5, "request", (
    clause(
        "HOLD_RESTRAINT_UNCONFIRMED",
        "A restraint's date has passed and nobody has recorded what the court said next.",
        c("unconfirmed").list.len() > 0, _ITSELF,
    ),
), singly=(
    clause(
        "HOLD_RESTRAINT_UNCONFIRMED",
        "The date of a restraint on this channel, or on such a person, has passed without a word.",
        c("unconfirmed").list.len() > 0, _ITSELF,
    ),
))  # fmt: skip

ROW_6 = Row(6, "request", (
    clause(
        "BASIS_NOT_IN_FORCE", "The law this purpose stands on has not begun, and nothing else carries it.",
        c("is_known") & ~c("is_ground_in_force") & ~c("has_statute_now"), section("s.1(2)"),
        Citation("Commencement notification G.S.R. 843(E)", source="public transcription"),
    ),
))  # fmt: skip

ROW_7 = Row(7, "request", (
    clause(
        "CONTROLLER_MISMATCH",
        "This office is not one that the purpose, or the register it draws from, belongs to.",
        c("is_open")
        & (~c("is_controller").fill_null(value=False) | (c("sources_not_shared").list.len() > 0)),
        section("s.2(i), s.8(1)"), PUTTASWAMY,
    ),
))  # fmt: skip

ROW_8 = Row(8, "request", (
    clause(
        "ACTOR_NOT_AUTHORISED",
        (
            "The officer's role or office does not reach these people, or the reason or the number of the "
            "case is missing."
        ),
        c("is_open") & (
            ~c("reaches_all") | c("lacks_case") | (c("count") > c("most_subjects")).fill_null(value=False)
            | ((c("mode") == "reveal") & (c("contact_use") == "reveal_single") & c("reason_given").is_null())
        ), section("s.8(4), s.8(5)"), section("Rule 6(1)(b)"),
    ),
))  # fmt: skip

ROW_9 = Row(9, "request", (
    clause(
        "RECIPIENT_NOT_ALLOWED", "Somebody would receive this who may not.",
        c("is_open") & (
            outside("recipients", "recipients_allowed")
            | (c("recipients").list.set_intersection(c("never_recipients")).list.len() > 0)
            | c("is_contract_over")
            | (c("external_processor").is_not_null() & missing_from("external_processor",
                "processors").fill_null(value=True))
        ), section("s.8(2)"), section("Rule 6(1)(f)"),
    ),
), singly=(
    clause(
        "RECIPIENT_NOT_ALLOWED", "The contract of the processor that carries this channel is over.",
        c("is_message") & c("is_carrier_over"), section("s.8(2)"), section("Rule 6(1)(f)"),
    ),
))  # fmt: skip

ROW_10 = Row(10, "request", (
    clause(
        "FIELDS_EXCEED_PURPOSE", "More is asked for than the purpose needs, or a contact in clear.",
        c("is_open") & (
            outside("fields", "fields_allowed")
            | (c("asks_contact") & (
                (c("contact_use") == "none")
                | (c("mode") == "export")
                | ((c("contact_use") == "deliver_only") & ~c("is_message"))
                | ((c("contact_use") == "system_feed") & c("mode").is_in(["reveal", "read"]))
                | ((c("contact_use") == "reveal_single") & c("mode").is_in(["feed", "read"]))
            ))
        ), section("s.4, s.6(1)"), PUTTASWAMY,
    ),
))  # fmt: skip

ROW_11 = Row(11, "request", (
    clause(
        "SENDER_MISMATCH", "The sender people would see is not the office that answers for the message.",
        c("is_open") & c("is_message") & (
            c("sender").is_null()
            | ~(
                c("senders").list.contains(c("sender"))
                | ((c("sender") == c("acts_for")) & c("is_controller"))
            )
            | ~(
                (c("sender") == c("acts_for"))
                | (c("is_controller") & ~c("senders").list.contains(c("acts_for")))
            )
            | (c("account_owner").is_not_null() & (c("account_owner") != c("sender")))
        ), section("s.8(1)"),
        Citation("Business messaging policies on misleading affiliation", source="public page"),
    ),
))  # fmt: skip

ROW_12 = Row(12, "request", (
    clause(
        "TEMPLATE_PUBLICITY",
        "The text does more than state the facts of the event, or was written for another purpose.",
        c("is_open") & c("is_message") & (
            ((c("purpose") != "PUBLICITY") & ~c("is_neutral"))
            | c("names_office_holder") | ~c("fits_template")
        ),
        Citation("Common Cause v Union of India, Supreme Court, 13 May 2015", source="public page"), POLICY,
    ),
))  # fmt: skip


ROW_16 = Row(16, "request", (
    clause(
        "APPROVAL_MISSING", "An approval that this purpose needs has not been given.",
        c("is_open") & ((c("roles_missing") > 0) | c("lacks_public_entry")), POLICY,
    ),
    clause(
        "APPROVAL_SELF", "The one who asks, or one person twice, would approve.",
        c("is_open") & (c("roles_self") > 0), POLICY,
    ),
    clause(
        "APPROVAL_STALE", "What was approved is not what is asked, or the approval is older than 72 hours.",
        c("is_open") & (c("roles_stale") > 0), POLICY,
    ),
))  # fmt: skip

ROW_17 = Row(17, "request", (
    clause(
        "SANCTION_MISSING", "No sanction with order and head of account is dated before the request.",
        c("is_open") & c("needs_sanction") & ~c("has_sanction"),
        Citation("Kerala High Court, Division Bench, 17 Feb 2026 (household survey)", source="press reports"),
    ),
))  # fmt: skip
