"""The pages: a face that parses once, calls one action or query, renders once.

Decided here: wording, appearance and order of the pages, in English and Malayalam. May enter: a request, and
the queries and actions of the rooms below. Never enters: a rule of pay, law or money, an opened contact, a
key. One folder per journey; shared modules stand beside this file.
"""
