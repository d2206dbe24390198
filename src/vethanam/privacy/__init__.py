"""Purposes, permit, uses and the vault: what a contact was given for, and who may have it used.

Decided here: whether a use of a contact is allowed, held or refused, on a date, by which clause. May enter: purpose
codes, offices, subjects by number, contacts already sealed. Never enters: a contact in clear outside ``vault``, a
name, an amount. People are known here by their number only; rooms above know who they are.
"""
