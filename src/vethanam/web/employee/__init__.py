"""A person about herself: pay, why each line is what it is, who used her contact."""
