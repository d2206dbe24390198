"""Outgoing gateways, one folder each. A gateway takes a letter and one contact, and returns the outcome;
``configured`` opens it from the settings, or returns None."""
