"""Arrears: due as known now, less drawn, per month and component, by the order that caused the difference."""
