"""The two closed frames of the permit: the request, and its subjects by channel."""

from __future__ import annotations

import polars as pl

from vethanam.clauses import Column, Columns

TEXT, FLAG, INT, DAY = pl.String(), pl.Boolean(), pl.Int64(), pl.Date()
TEXTS, AT = pl.List(pl.String()), pl.Datetime("us", "UTC")


def _text(name: str, says: str, *words: str) -> Column:
    return Column(name, TEXT, "text", says, is_nullable=True, words=words)


def _flag(name: str, says: str) -> Column:
    return Column(name, FLAG, "yes or no", says)


def _texts(name: str, says: str) -> Column:
    return Column(name, TEXTS, "codes", says)


REQUEST = Columns(
    name="request",
    row="one request at one instant of dispatch",
    key=("at",),
    columns=(
        Column("at", AT, "instant", "the instant the rules are asked of"),
        Column("day", DAY, "date", "its day in Indian Standard Time"),
        _text("ledger", "state of the ledger against its last head", "healthy", "inconsistent", "stale"),
        _text("actor", "the named officer or service that asks"),
        _flag(
            "is_strong",
            "whether the actor signed in with a strong means, or is a service bound to a controller",
        ),
        _text("org", "organisation of the actor; self for a person about herself"),
        _flag(
            "is_about_actor",
            "whether it is about the actor alone, or about one for whom a guardian or nominee asks",
        ),
        _text("on_behalf_of", "the controller a processor acts for"),
        _text("purpose", "code of the purpose asked for"),
        _text(
            "purpose_state", "what the catalogue knows of it", "unknown", "prohibited", "inactive", "active"
        ),
        _text("ledger_policy", "what the purpose does while the ledger is not healthy"),
        _texts("restraints", "restraints in force that cover all of the request"),
        _texts(
            "unconfirmed",
            "restraints that cover it, whose date passed in a pending case without a further order",
        ),
        _flag("is_ground_in_force", "whether a stated provision may be relied on that day"),
        _flag("has_statute_now", "whether the purpose names a footing for the time before"),
        _texts("controllers", "controllers of the purpose"),
        _texts("processors", "processors of the purpose"),
        _flag("is_scheme_owner", "whether the actor's organisation owns each register it draws from"),
        _flag(
            "is_for_judges", "whether the High Court registry asks, and of a judicial officer among others"
        ),
        _texts(
            "sources_not_shared", "registers of another controller that no sharing entry opens to this one"
        ),
        _flag("reaches_all", "whether the actor's role and office chain reach each subject"),
        Column("count", INT, "people", "how many people it is about"),
        Column(
            "most_subjects", INT, "people", "the most the purpose allows in one request", is_nullable=True
        ),
        _text("reason_given", "why one contact is to be seen"),
        _flag("lacks_case", "whether the purpose is used for a case by its number and none is named"),
        _texts("recipients", "who receives"),
        _texts("recipients_allowed", "who may receive under the purpose"),
        _texts("never_recipients", "who never receives"),
        _flag("is_contract_over", "whether the processor that asks has a contract that ended"),
        _text("external_processor", "a further processor that would take part"),
        _texts("fields", "fields asked for"),
        _texts("fields_allowed", "fields of the purpose, or of the court's order"),
        _texts("contact_fields", "which fields are contacts"),
        _text(
            "contact_use",
            "how the purpose may use a contact",
            "none",
            "deliver_only",
            "system_feed",
            "reveal_single",
        ),
        _text("mode", "what would be done", "message", "feed", "reveal", "export", "read"),
        _text("sender", "the sender the reader sees"),
        _text("account_owner", "owner of the sending account, where it is not the sender"),
        _texts("senders", "senders of the purpose"),
        _flag("is_neutral", "whether the text holds facts of the event and nothing else"),
        _flag("names_office_holder", "whether the text shows an office-holder or a party's sign"),
        _flag("fits_template", "whether the text was written for this purpose"),
        Column("roles_missing", INT, "roles", "approvals the purpose needs and nobody gave"),
        Column("roles_self", INT, "roles", "approvals given by the requester, or by one person twice"),
        Column("roles_stale", INT, "roles", "approvals of another content, or older than 72 hours"),
        _flag(
            "lacks_public_entry",
            "whether a mass send in a caution window was not in the public register for 72 hours",
        ),
        _flag("needs_sanction", "whether the purpose spends money on a campaign"),
        _flag("has_sanction", "whether a sanction with order and head is dated before the request"),
        _text("judicial_policy", "the purpose's rule for judicial officers"),
    ),
)

SUBJECT = Columns(
    name="subject",
    row="one subject of a request through one channel",
    key=("subject", "channel"),
    columns=(
        _text("subject", "the subject's id"),
        _text("channel", "the channel"),
        Column("at", AT, "instant", "the instant of dispatch"),
        _texts("restraints", "restraints in force that reach this subject through this channel alone"),
        _texts("unconfirmed", "those of them whose date passed in a pending case without a further order"),
        _flag("is_carrier_over", "whether the processor that carries this channel has a contract that ended"),
        _text("purpose", "code of the purpose"),
        _text("acts_for", "the controller the request is made for"),
        _flag("is_message", "whether something is sent"),
        _flag("is_neutral", "whether the text holds facts of the event and nothing else"),
        _flag("in_election_window", "whether an election window runs over the subject's area"),
        _flag("is_cleared", "whether the election authority cleared this text"),
        _flag("in_caution_window", "whether a caution window runs"),
        _text("election_policy", "what the purpose does in an election window"),
        _text("caution_policy", "what the purpose does in a caution window"),
        _flag("rests_on_7b", "whether section 7(b) is what the use rests on"),
        _flag("needs_previous_consent", "whether only the first limb, an earlier consent, may carry it"),
        _flag("needs_notified_register", "whether only the second limb, a notified register, may carry it"),
        _flag("has_previous_consent", "whether the person consented earlier to a State benefit"),
        _flag("is_register_notified", "whether the register is notified by the Central Government"),
        _text("act", "what is done under section 7(b)"),
        _flag("is_second_schedule_complete", "whether the Second Schedule's lines are all there"),
        _texts("channels_allowed", "channels of the purpose"),
        _text("opt_in", "sender the person opted in to for this channel"),
        _text("sender", "the sender the reader sees"),
        _flag("is_unnumbered", "whether a number of the operators' register is missing for this channel"),
        _text("suffix", "the header's suffix"),
        _text("suffix_allowed", "the suffix of the purpose"),
        _flag("is_consent_required", "whether the purpose rests on consent"),
        _text("consent_to", "to whom consent was given"),
        _text("consent_by", "who gave it", "self", "guardian"),
        _text("consent_form", "how it was asked for"),
        _text("consent_purpose", "for which purpose, where it says so"),
        Column("consent_given", AT, "instant", "when it was given, where known", is_nullable=True),
        Column("consent_withdrawn", AT, "instant", "when it was taken back", is_nullable=True),
        _flag("is_guarded", "whether the person is under eighteen, or under guardianship by order"),
        _flag("is_ward", "whether the person is under guardianship by order, of any age"),
        _text("minors_policy", "the purpose's rule for minors"),
        _flag("has_guardian_contact", "whether a guardian's contact is on record"),
        _texts("classes", "classes of the person"),
        _texts("classes_allowed", "classes of the purpose"),
        _flag("is_judicial", "whether the person is a judicial officer"),
        _text("judicial_policy", "the purpose's rule for judicial officers"),
        _flag("has_hck_approval", "whether the High Court registry approved for this person"),
        Column(
            "had_this_month",
            INT,
            "messages",
            "what the person had under the purpose in the month of dispatch",
        ),
        Column(
            "most_a_month", INT, "messages", "the most a person has under it in a month", is_nullable=True
        ),
        _flag("in_cohort", "whether the person is within the cohort rule, the order and the event's area"),
        _text("opt_out_policy", "whether a channel may be stopped"),
        _flag("is_opted_out", "whether the person stopped this channel"),
        _flag("is_deceased", "whether the person's death is on record"),
        _text("contact", "how far the contact of this channel is known", "verified", "unverified", "none"),
        _flag("is_confirming", "whether the message itself confirms the contact or keeps the account safe"),
    ),
)
