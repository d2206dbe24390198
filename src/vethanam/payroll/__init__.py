"""Runs, claims, bills, presentations, and the lines they drew.

This room decides which due amounts are claimed, on which bill, and who signs it. It ensures that the live
claims and drawn lines of a person, month and component never exceed the due. Inputs: the facts of a month,
the result of the rules, acts of officers. It never reads a contact, an account number or a pay rule.
"""
