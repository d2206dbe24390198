"""Persons, employments, offices, drawing codes, posts, and who may act for what.

Decided here: who is one human, which office a drawing code draws for, and which appointment or delegation an account
acts under at an instant. May enter: names, dates of birth, codes. Never enters: a contact, an amount.
"""
