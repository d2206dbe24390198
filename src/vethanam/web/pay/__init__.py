"""Lines of pay explained, for a person and for her office."""
