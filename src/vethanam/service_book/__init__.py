"""The service book: events, pay, leave, memberships, obligations, and the facts of a month.

This room decides which facts hold for a person on a day, as known at an instant, read through the orders in
force. It takes facts, each with its order and the persons who entered and verified it. It never takes a
contact, or an amount computed by a rule.
"""
