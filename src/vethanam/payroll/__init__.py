"""Runs, claims, bills, presentations and what they drew.

Decided here: what is claimed of what is due, on which bill, signed by whom; and that the live claims and the drawn of
a person, month and component never exceed what is due. May enter: facts of a month and what the rules make of them,
officers' acts. Never enters: a contact, an account number, a rule of pay.
"""
