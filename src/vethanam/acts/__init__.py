"""Acts and views: each action and each view of an officer or person, declared once.

Decided here: the name of an act, its roles, its fields and parsers, the action it calls, its answer. Contains
no rule of pay, law or bookkeeping. The faces (pages, API, ``vethanam act FILE``, reference) read the
declarations; :mod:`vethanam.acts.executor` performs them.
"""

#: the modules that declare acts and views, in the order of the reference
MODULES = (
    "imports",
    "takeover",
    "former_system",
    "employees",
    "service_book",
    "increments",
    "suspensions",
    "orders",
    "masters",
    "appointments",
    "accounts",
    "own_account",
    "keys",
    "runs",
    "bills",
    "refunds",
    "arrears",
    "costings",
    "occasions",
    "institutions",
    "bank",
    "consents",
    "contacts",
    "questions",
    "last_pay",
    "own_record",
    "deaths",
    "duties",
    "uses",
    "recipients",
    "single_uses",
    "restraints",
    "messages",
    "month_checks",
    "purposes",
    "webhooks",
    "views",
    "lists",
    "inbox",
    "overview",
    "search",
)
