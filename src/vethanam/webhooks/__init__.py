"""Webhooks: signed HTTP deliveries of pay events to other systems, retried until accepted.

Decided here: the events, the addresses of each, and the retry times. May enter: codes, counts, amounts,
employee numbers. Never enters: a name, a contact, an account number, free text.
"""
