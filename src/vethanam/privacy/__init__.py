"""Purposes, permit, uses and the vault: the contacts that people gave, the purposes they serve, and the
permission for each use.

This room decides whether a use of a contact is allowed, held or refused on a date, and by which clause. It
takes purpose codes, offices, person numbers and sealed contacts. It never takes a name, an amount, or a
contact in clear outside ``vault``. People are known here by number only; rooms above know their names.
"""
