"""Acts and views: each thing that one person of an office does or looks at, declared once.

Decided here: the name of an act, who may do it, its fields and their parsers, the action it calls, its answer. No rule of
pay, of law or of a book stands here. The faces (pages, API, ``vethanam act FILE``, reference) read the declarations;
:mod:`vethanam.acts.performing` performs them.
"""

#: the modules that declare acts and views, in the order of the reference
MODULES = (
    "imports",
    "taking_over",
    "comparing",
    "employees",
    "service_book",
    "increments",
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
    "duties",
    "uses",
    "recipients",
    "asked_uses",
    "restraints",
    "messages",
    "purposes",
    "webhooks",
    "views",
    "lists",
    "overview",
    "search",
)
