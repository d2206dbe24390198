"""Sheets imported from the former system: one per kind of record, completely or not at all, verified
by a second person.

This room decides a sheet's columns beyond those of the single-entry act, the faults of a row, the news in a
repeated sheet, and the root over its rows. The cell parsers come from the acts.
"""
