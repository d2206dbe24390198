"""Wires: settings, addresses, the console script, the database launcher, rights, processes.

Decided here: which implementation runs where, under which database role and OS user. May enter: every
room. Never enters: a rule of pay or of law.
"""
