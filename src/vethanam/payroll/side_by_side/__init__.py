"""Months of the system before beside ours: what it drew, what the rules give for the same facts, and proven causes."""
