"""The menus: of each journey its words, routes and first page, and the journey of each role."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop

from vethanam.people.models import Role

_WRITING = (
    "campaign:orders", "campaign:order", "campaign:withdraw_scan", "campaign:people", "campaign:text",
    "campaign:other", "campaign:events", "campaign:event",
    "campaign:counts", "campaign:count_file", "campaign:reports",
    "campaign:message",
    "campaign:history", "campaign:proposals",
    "campaign:propose", "campaign:proposal",
)  # fmt: skip
_REQUESTS = (
    gettext_noop("Requests"), "requests:list",
    (
        "requests:one", "requests:reveal", "requests:feed", "requests:reading", "requests:recipients",
        "requests:recipient",
    ),
)  # fmt: skip


_LINKS = (gettext_noop("Links of registers"), "registers:links", ("registers:enter",))
_FIND = (gettext_noop("Find"), "lists:find", ("lists:table",))


def masters_of(space: str) -> tuple[str, ...]:
    """The other routes of the pages of masters."""
    return tuple(f"{space}:{name}" for name in ("kind", "enter", "close", "proposal", "importing"))


#: per journey: menu word, route, other routes under the menu word
NOUNS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "employee": (
        (
            gettext_noop("Pay"),
            "employee:home",
            ("employee:month", "employee:line", "employee:ask_line", "employee:ask_month"),
        ),
        (
            gettext_noop("Service"),
            "employee:record",
            tuple(
                f"employee:{name}"
                for name in (
                    "book",
                    "leave",
                    "expected",
                    "loans",
                    "arrears",
                    "sheet",
                    "object_to",
                    "year",
                    "year_of",
                )
            ),
        ),
        (
            gettext_noop("Uses"),
            "employee:uses",
            (
                "employee:use",
                "employee:ask_about",
                "employee:questions",
                "employee:own_files",
                "employee:rolls",
                "employee:by_header",
                "employee:nominees",
                "employee:nominated",
            ),
        ),
        (
            gettext_noop("My contact"),
            "employee:contact",
            (
                "employee:replace",
                "employee:confirm",
                "employee:erase",
                "employee:choose",
                "employee:say_yes",
                "employee:senders",
            ),
        ),
    ),
    "drawing": (
        (
            gettext_noop("Month"),
            "drawing:month",
            (
                "drawing:month_of",
                "drawing:run",
                "drawing:differences",
                "drawing:finding",
                "drawing:entries",
                "drawing:unsigned",
                "drawing:questions",
                "drawing:question",
                "drawing:officers",
                "drawing:hand_over",
                "drawing:appointments",
                "drawing:propose_appointment",
            ),
        ),
        (
            gettext_noop("Bills"),
            "drawing:bills",
            (
                "drawing:bill",
                "drawing:act",
                "drawing:act_several",
                "drawing:accounts",
                "drawing:refund",
                "drawing:make_again",
                "drawing:schedules",
                "drawing:schedule",
                "drawing:festival",
                "drawing:compensation",
                "drawing:surrender_of",
            ),
        ),
        (gettext_noop("Arrears"), "drawing:arrears", ("drawing:arrear_list",)),
        (
            gettext_noop("People"),
            "drawing:people",
            (
                "drawing:person",
                "drawing:line",
                "drawing:hold_back",
                "drawing:correct",
                "drawing:surrender",
                "drawing:people_accounts",
                "drawing:person_account",
                "drawing:order",
                "drawing:withdraw_scan",
            ),
        ),
        _REQUESTS,
        _FIND,
    ),
    "department": (
        (gettext_noop("Taking over"), "takeover:sheets", ("takeover:sheet", "takeover:elsewhere")),
        (gettext_noop("Side-by-side months"), "takeover:months", ()),
        (gettext_noop("One joiner"), "takeover:joiner", ()),
        _FIND,
    ),
    "treasury": (
        (
            gettext_noop("Bills received"),
            "treasury:register",
            (
                "treasury:bill",
                "treasury:object",
                "treasury:queue",
                "treasury:pass",
                "treasury:pass_several",
                "treasury:schedules",
                "treasury:schedule",
                "treasury:bill_orders",
                "treasury:lapse",
                "treasury:challan",
            ),
        ),
        (gettext_noop("Bank"), "treasury:bank", ("treasury:settle", "treasury:institutions")),
        _FIND,
    ),
    "finance": (
        (
            gettext_noop("What if"),
            "finance:scenarios",
            ("finance:order", "finance:scenario", "finance:beside"),
        ),
        (gettext_noop("Arrears"), "finance:arrears", ("finance:claims", "finance:claim")),
        (
            gettext_noop("Vouchers"),
            "finance:vouchers",
            ("finance:voucher_list", "finance:trends", "finance:year"),
        ),
        (
            gettext_noop("Benefits"),
            "finance:benefits",
            ("finance:release", "finance:payments", "finance:order_payment", "finance:order_incentive"),
        ),
        (
            gettext_noop("Compensation"),
            "finance:compensations",
            ("finance:compensation", "finance:decline_compensation"),
        ),
        (gettext_noop("Side-by-side months"), "takeover:months", ()),
        (gettext_noop("Calendar and figures"), "figures:kinds", masters_of("figures")),
        _FIND,
    ),
    "protection": (
        (
            gettext_noop("What is due"),
            "protection:desk",
            (
                "protection:duty",
                "protection:ended",
                "protection:new_case",
                "protection:processors",
                "protection:court",
            ),
        ),
        (
            gettext_noop("Uses"),
            "protection:uses",
            (
                "protection:use",
                "protection:keys",
                "protection:keys_of",
                "protection:by_header",
                "restraint:restraints",
                "restraint:one",
                "restraint:sendings",
                "restraint:sending",
                "campaign:message",
                "campaign:counts",
                "campaign:count_file",
                "campaign:reports",
            ),
        ),
        (
            gettext_noop("Purposes"),
            "protection:purposes",
            (
                "campaign:proposals",
                "campaign:proposal",
                "campaign:approvals",
                "campaign:approval",
                "campaign:decline",
                "campaign:keys",
                "campaign:signed",
                "protection:assessments",
            ),
        ),
        _REQUESTS,
        (
            gettext_noop("Ledger"),
            "protection:ledger",
            ("administration:policies", "administration:canaries", "administration:canary_reached"),
        ),
        (gettext_noop("Files of evidence"), "protection:evidence_files", ("protection:evidence_file",)),
        (
            gettext_noop("Kept and destroyed"),
            "protection:holds",
            ("protection:hold", "protection:information", "protection:keep_sealed"),
        ),
        (gettext_noop("Rolls"), "protection:rolls", ("protection:roll",)),
        (gettext_noop("Compensation"), "protection:compensations", ("protection:compensation",)),
    ),
    "restraint": (
        (
            gettext_noop("Restraints"),
            "restraint:restraints",
            (
                "restraint:one",
                "restraint:enter",
                "restraint:next",
                "restraint:window",
                "protection:court",
                "protection:keys",
                "protection:keys_of",
                "protection:by_header",
            ),
        ),
        (gettext_noop("Sending"), "restraint:sendings", ("restraint:sending",)),
        (
            gettext_noop("Approvals"),
            "campaign:approvals",
            ("campaign:approval", "campaign:decline", "campaign:keys", "campaign:signed", "campaign:message"),
        ),
        _REQUESTS,
        (gettext_noop("Files of evidence"), "protection:evidence_files", ("protection:evidence_file",)),
        (
            gettext_noop("Kept and destroyed"),
            "protection:holds",
            ("protection:hold", "protection:information", "protection:keep_sealed"),
        ),
        (gettext_noop("Rolls"), "protection:rolls", ("protection:roll",)),
        (gettext_noop("Compensation"), "protection:compensations", ("protection:compensation",)),
    ),
    "campaign": (
        (gettext_noop("Messages"), "campaign:messages", _WRITING),
        (
            gettext_noop("Approvals"),
            "campaign:approvals",
            ("campaign:approval", "campaign:decline", "campaign:keys", "campaign:signed"),
        ),
        (gettext_noop("Sending"), "restraint:sendings", ("restraint:sending", "restraint:one")),
        _REQUESTS,
        _LINKS,
        (gettext_noop("Not answered"), "protection:escalated", ("protection:duty",)),
    ),
    "writing": (
        (gettext_noop("Messages"), "campaign:messages", _WRITING),
        (gettext_noop("Sending"), "restraint:sendings", ("restraint:sending", "restraint:one")),
        _REQUESTS,
    ),
    "administration": (
        (
            gettext_noop("Accounts"),
            "administration:accounts",
            (
                "administration:invite",
                "administration:invite_many",
                "administration:account",
                "administration:end",
                "administration:programs",
                "administration:program_token",
            ),
        ),
        (gettext_noop("Appointments"), "administration:appointments", ("administration:propose",)),
        (gettext_noop("Keys"), "administration:keys", ()),
        (gettext_noop("Witnesses"), "administration:policies", ()),
        (gettext_noop("Canaries"), "administration:canaries", ("administration:canary_reached",)),
        (gettext_noop("Masters"), "masters:kinds", masters_of("masters")),
        (
            gettext_noop("Webhooks"),
            "webhooks:webhooks",
            tuple(f"webhooks:{name}" for name in ("webhook", "secret", "end")),
        ),
    ),
    "benefits": (
        (
            gettext_noop("Applications"),
            "benefits:applications",
            (
                "benefits:enrol",
                "benefits:application",
                "benefits:about_application",
                "benefits:to_check",
                "benefits:decline",
            ),
        ),
        (gettext_noop("Accounts to sign"), "benefits:accounts", ()),
        (gettext_noop("To sanction"), "benefits:to_sanction", ()),
        (
            gettext_noop("People"),
            "benefits:people",
            (
                "benefits:person",
                "benefits:about_person",
                "benefits:about_award",
                "benefits:award_month",
                "benefits:award_month_of",
                "benefits:duplicates",
                "benefits:settle",
            ),
        ),
        (gettext_noop("To muster"), "benefits:to_muster", ()),
        (gettext_noop("Deaths"), "benefits:deaths", ("benefits:settle_notice",)),
        (
            gettext_noop("Taking over"),
            "benefits:sheets",
            ("benefits:sheet", "benefits:decline_sheet"),
        ),
        (
            gettext_noop("Demands"),
            "benefits:demands",
            ("benefits:demand", "benefits:new_demand", "benefits:about_demand"),
        ),
    ),
    "scheme": (
        (
            gettext_noop("Months"),
            "benefits:months",
            (
                "benefits:month",
                "benefits:compute",
                "benefits:computing",
                "benefits:approve",
                "benefits:reopen",
            ),
        ),
        (
            gettext_noop("Shares"),
            "benefits:shares",
            ("benefits:elsewhere", "benefits:enter_elsewhere", "benefits:take_back_elsewhere"),
        ),
        (
            gettext_noop("Payments"),
            "benefits:payments",
            (
                "benefits:legs",
                "benefits:order_payment",
                "benefits:order_incentive",
                "benefits:accounts",
                "benefits:release_compensation",
            ),
        ),
        (
            gettext_noop("Delivery lists"),
            "benefits:advances",
            ("benefits:advance", "benefits:confirm_return"),
        ),
        (
            gettext_noop("Applications"),
            "benefits:applications",
            (
                "benefits:application",
                "benefits:about_application",
                "benefits:to_check",
                "benefits:decline",
                "benefits:to_sanction",
            ),
        ),
        (
            gettext_noop("People"),
            "benefits:people",
            (
                "benefits:person",
                "benefits:about_person",
                "benefits:about_award",
                "benefits:award_month",
                "benefits:award_month_of",
            ),
        ),
        (gettext_noop("To muster"), "benefits:to_muster", ()),
        (gettext_noop("Deaths"), "benefits:deaths", ("benefits:settle_notice",)),
        (
            gettext_noop("Taking over"),
            "benefits:sheets",
            ("benefits:sheet", "benefits:decline_sheet"),
        ),
        (
            gettext_noop("Demands"),
            "benefits:demands",
            ("benefits:demand", "benefits:new_demand", "benefits:about_demand"),
        ),
        _LINKS,
    ),
    "society": (
        (
            gettext_noop("Delivery lists"),
            "benefits:advances",
            (
                "benefits:advance",
                "benefits:take_list",
                "benefits:check_deliveries",
                "benefits:give_back",
                "benefits:pay_late_interest",
                "benefits:claim_incentive",
                "benefits:deliver",
            ),
        ),
    ),
    "public": (
        (gettext_noop("Messages sent"), "public:register", ("public:message", "public:register_of")),
        (
            gettext_noop("Purposes"),
            "public:purposes",
            (
                "public:purpose",
                "public:proposed",
                "public:law",
                "public:senders",
                "public:sender",
                "public:keys",
                "public:keys_of",
                "public:canaries",
            ),
        ),
        (gettext_noop("Sign in"), "account_login", ("by_password", "mfa_authenticate", "activation")),
    ),
}

#: role -> its journey, and its name in the head
DESKS: dict[str, tuple[str, str]] = {
    Role.EMPLOYEE: ("employee", gettext_noop("Employee")),
    Role.DRAWING_OFFICER: ("drawing", gettext_noop("Drawing officer, %(scope)s")),
    Role.CLERK: ("drawing", gettext_noop("Clerk, %(scope)s")),
    Role.COUNTERSIGNING_OFFICER: ("drawing", gettext_noop("Countersigning officer, %(scope)s")),
    Role.TREASURY_OFFICER: ("treasury", gettext_noop("Treasury officer, %(scope)s")),
    Role.ADMINISTRATOR: ("administration", gettext_noop("Administrator")),
    Role.FINANCE_OFFICER: ("finance", gettext_noop("Finance")),
    Role.DATA_PROTECTION_OFFICER: ("protection", gettext_noop("Data protection officer")),
    Role.LAW_OFFICER: ("restraint", gettext_noop("Law officer")),
    Role.PURPOSE_OWNER: ("campaign", gettext_noop("Officer of the purpose")),
    Role.COMMUNICATING_OFFICER: ("writing", gettext_noop("Communicating officer")),
    Role.LOCAL_BODY_CLERK: ("benefits", gettext_noop("Clerk of the local body, %(scope)s")),
    Role.LOCAL_BODY_SECRETARY: ("benefits", gettext_noop("Secretary of the local body, %(scope)s")),
    Role.SCHEME_OFFICER: ("scheme", gettext_noop("Officer of the scheme, %(scope)s")),
    Role.SOCIETY_AGENT: ("society", gettext_noop("Agent of the society, %(scope)s")),
    Role.SOCIETY_SECRETARY: ("society", gettext_noop("Secretary of the society, %(scope)s")),
}
#: roles with pages for a whole department, and their name there
DEPARTMENT: dict[str, str] = {
    Role.CLERK: gettext_noop("Clerk of the whole department"),
    Role.DRAWING_OFFICER: gettext_noop("Drawing officer of the whole department"),
}
DELEGATED = gettext_noop("For the drawing officer, %(scope)s")
HOMES = {journey: nouns[0][1] for journey, nouns in NOUNS.items()}
SCOPED = frozenset({"drawing", "treasury", "benefits", "scheme", "society"})


def journey_of(role: str, scope: str | None) -> tuple[str, str]:
    """The journey of an appointment, and its name in the head."""
    if not scope and role in DEPARTMENT:
        return "department", DEPARTMENT[role]
    return DESKS[role]


def home_of(journey: str, scope: str) -> str:
    """The first page of a journey."""
    return reverse(HOMES[journey], kwargs={"code": scope} if journey in SCOPED else {})
