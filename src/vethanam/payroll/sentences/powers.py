"""The sentences on who may act for an office, and on counts of people."""

SENTENCES = {
    "database_refused": "The database refused the act: %(why)s.",
    "needs_a_person": "A bill is signed by a person. This account has none behind it.",
    "needs_a_reason": "%(doing)s needs a reason in a line. Enter it.",
    "no_such_code": "There is no drawing code %(code)s. Enter one of the list.",
    "not_appointed": (
        "%(doing)s at %(where)s: this needs a %(roles)s of %(scope)s. Act under that appointment."
    ),
    "not_appointed_at_all": "%(doing)s at %(where)s: this needs a %(roles)s. Act under that appointment.",
    "not_in_power": (
        "%(doing)s at %(where)s: the appointment or delegation does not reach so far that day. Ask the "
        "officer to delegate it."
    ),
    "one_person": "1 person",
    "one_person_is": "1 person is",
    "people_are": "%(count)s people are",
    "scope_on_day": "%(scope)s, %(day)s",
    "so_many_people": "%(count)s people",
}
