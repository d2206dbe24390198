"""Messages for another body's register: it names its people by its own numbers and never gets a contact.

Decided here: who is linked to which number of a register, who is a tester of a body, what a request to
deliver may hold, and what its body is told of each number. May enter: numbers of that register, values of
closed forms. Never enters or leaves: a contact, a mask, whether a contact exists.
"""
