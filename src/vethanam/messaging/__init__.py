"""Telling people: texts, intimations of credits, and the dispatcher that hands messages over.

Decided here: which text a credit is told with, to which contact, in which language, and what became of each message. May
enter: committed credits, answers of the permit, masked figures. Never enters: a full amount or account in a text; a contact
outside the dispatcher, which is the only part that opens one.
"""
