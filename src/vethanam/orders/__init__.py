"""Government orders, court orders, pay slips of the Accountant General, and what became of them.

Decided here: whether an order is in force for a person on a day, as known at an instant. May enter: number, dates,
paragraphs, the hash of the document, mode of payment. Never enters: an amount of one person, a contact.
"""
