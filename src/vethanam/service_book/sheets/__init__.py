"""Sheets taken over from the system before: one sheet per noun, all of it or nothing, verified by a second person.

Decided here: which columns a sheet has beside those of the act that enters one row, what is wrong with a row, what is new of
a sheet that is given again, the root over its rows. The parsers of the cells come from the acts.
"""
