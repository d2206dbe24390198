"""Stopping messages: what is being sent, restraints and windows, for the law officer and whoever answers for a sending."""
