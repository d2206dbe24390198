"""Webhooks: events of the State's pay told to another system over HTTP, signed, until it has them.

Decided here: which events there are, to which address each goes, when a delivery is tried again. May enter: codes, counts,
amounts, employee numbers. Never enters: a name, a contact, an account number, words that somebody wrote.
"""
