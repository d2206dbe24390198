"""Rows about each subject on each channel: 13 to 15 and 18 to 21. A clause is true if it objects."""

from __future__ import annotations

import polars as pl

from vethanam.clauses import Citation
from vethanam.privacy.permit.request import VALID
from vethanam.privacy.permit.table import POLICY, REGISTRY, Row, clause, missing_from, section

c = pl.col

_ELECTION = Citation("Model Code of Conduct, Part VII (party in power)", source="press reports")
_PREFERENCE = Citation("Customer preference regulations 2018, second amendment", source="public page")

ROW_13 = Row(13, "subject", (
    clause(
        "ELECTION_WINDOW", "An election window runs, and this purpose or this text waits out of it.",
        c("in_election_window") & ~c("is_cleared") & (
            (c("election_policy") == "deny") | ((c("election_policy") != "unaffected") & ~c("is_neutral"))
        ), _ELECTION,
    ),
    clause(
        "CAUTION_WINDOW",
        "The months before an election have begun, and this purpose or this text waits out of them.",
        c("in_caution_window") & (
            (c("caution_policy") == "deny") | ((c("caution_policy") == "extra_approval") & ~c("is_neutral"))
        ), POLICY,
    ),
))  # fmt: skip

ROW_14 = Row(14, "subject", (
    clause(
        "BASIS_7B_UNMET",
        "Section 7(b) carries a benefit that is provided or issued, on an earlier consent or a notified "
        "register, with the Second Schedule kept; one of these is missing.",
        c("rests_on_7b") & (
            ~c("act").is_in(["determine", "provide", "issue", "intimate_own_payment"]).fill_null(value=False)
            | ~c("is_second_schedule_complete")
            | (c("needs_previous_consent") & ~c("has_previous_consent"))
            | (c("needs_notified_register") & ~c("is_register_notified"))
            | ~(c("has_previous_consent") | c("is_register_notified"))
        ), section("s.7(b)"), section("Rule 5, Second Schedule"),
    ),
))  # fmt: skip

ROW_15 = Row(
    15,
    "subject",
    (
        clause(
            "CHANNEL_NOT_ALLOWED",
            (
                "This channel is not one of the purpose's, was not opted in to, the header's suffix is "
                "another, or the operators' register lacks a number of sender or text."
            ),
            c("is_message")
            & (
                missing_from("channel", "channels_allowed")
                | ((c("channel") == "whatsapp") & (c("opt_in") != c("sender")).fill_null(value=True))
                | ((c("channel") == "sms") & (c("suffix") != c("suffix_allowed")).fill_null(value=True))
                | c("is_unnumbered")
            ),
            _PREFERENCE,
            POLICY,
        ),
    ),
)

_HAS_CONSENT = c("consent_to").is_not_null()
_IS_GIVEN = c("consent_given").is_null() | (c("consent_given") <= c("at"))
_IS_WITHDRAWN = c("consent_withdrawn").is_not_null() & (c("consent_withdrawn") <= c("at"))

ROW_18 = Row(18, "subject", (
    clause(
        "CONSENT_MISSING", "The person has given no consent to this.",
        c("is_consent_required") & ~(_HAS_CONSENT & _IS_GIVEN), section("s.6(1)"),
    ),
    clause(
        "CONSENT_INVALID",
        "The consent was given to another office or purpose, bundled or pre-ticked, or by a ward.",
        c("is_consent_required") & _HAS_CONSENT & (
            ((c("consent_to") != VALID) & (c("consent_to") != c("acts_for")).fill_null(value=True))
            | (c("consent_form") != "own").fill_null(value=True)
            | (c("consent_purpose").is_not_null() & (c("consent_purpose") != c("purpose")))
            | (c("is_guarded") & (c("consent_by") != "guardian").fill_null(value=True))
        ), section("s.6(1), s.6(2), s.9"),
    ),
    clause(
        "CONSENT_WITHDRAWN", "The person has taken the consent back.",
        c("is_consent_required") & _HAS_CONSENT & _IS_WITHDRAWN, section("s.6(4) to s.6(6)"),
    ),
))  # fmt: skip

ROW_19 = Row(19, "subject", (
    clause(
        "MINOR_GUARD",
        "The person is under eighteen or under guardianship, and no guardian can be told in her place.",
        c("is_guarded") & (
            (c("minors_policy") == "never")
            | (
                ((c("minors_policy") == "guardian_only") | c("is_ward")) & ~c("has_guardian_contact")
                & ~c("channel").is_in(["letter", "portal"])
            )
        ), section("s.9"), section("Rules 10 to 12"),
    ),
))  # fmt: skip

_JUDICIAL_ALLOWED = (c("judicial_policy") == "same_as_employee") | (
    (c("judicial_policy") == "via_hck")
    & ((c("acts_for") == REGISTRY).fill_null(value=False) | c("has_hck_approval"))
)

#: the registry requests judicial officers only
_NOT_THE_REGISTRYS = (
    (c("acts_for") == REGISTRY).fill_null(value=False)
    & (c("judicial_policy") == "via_hck")
    & ~c("is_judicial")
)

ROW_20 = Row(20, "subject", (
    clause(
        "SUBJECT_CLASS_GUARD",
        "People of this class are not told under this purpose, or only through the High Court registry.",
        (c("classes").list.set_intersection(c("classes_allowed")).list.len() == 0)
        | (c("is_judicial") & ~_JUDICIAL_ALLOWED) | _NOT_THE_REGISTRYS, POLICY,
    ),
    clause(
        "OUT_OF_COHORT",
        "The person is not one of those the order, the event or the rule of this request names, or has had "
        "as many messages this month as the purpose allows.",
        ~c("in_cohort") | (c("had_this_month") >= c("most_a_month")).fill_null(value=False), POLICY,
    ),
))  # fmt: skip

ROW_21 = Row(21, "subject", (
    clause(
        "CHANNEL_OPTED_OUT", "The person stopped this channel. The portal copy stays.",
        c("is_opted_out") & c("opt_out_policy").is_in(["channel",
            "withdraw_any_time"]) & (c("channel") != "portal"), POLICY,
    ),
    clause("SUBJECT_DECEASED", "The person's death is on record.", c("is_deceased"), section("s.14")),
    clause(
        "CONTACT_UNVERIFIED", "No confirmed contact for this channel is on record. The portal copy stays.",
        c("is_message") & (c("channel") != "portal") & (
            (c("contact") == "none") | ((c("contact") == "unverified") & ~c("is_confirming"))
        ), section("s.8(3)"),
    ),
))  # fmt: skip
