"""What happened in service: events, pay, leave, memberships, obligations, and the facts of a month.

Decided here: which facts hold for a person on a day, as known at an instant, read through the orders in force. May
enter: facts, each with its order, who entered and who verified it. Never enters: a contact; an amount worked out by a rule.
"""
