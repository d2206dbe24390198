"""Wiring: settings, URLs, the console script, the database launcher, rights, processes.

This room decides which implementation runs where, under which database role and OS user. It may use every
room. It holds no rule of pay or law.
"""
