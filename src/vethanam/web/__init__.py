"""The pages: a face that parses once, calls one action or query, shows once.

Decided here: the words, the look and the order of what a person reads, in English and Malayalam. May enter: a
request, and the queries and actions of the rooms below. Never enters: a rule of pay, of law or of money, an
opened contact, a key. One folder per journey; what they share stands beside this file.
"""
