"""Persons, employments, offices, drawing codes, posts, and officers' powers.

This room decides which records are one human, for which office a drawing code draws, and under which
appointment or delegation an account acts at an instant. It takes names, dates of birth and codes. It never
takes a contact or an amount.
"""
