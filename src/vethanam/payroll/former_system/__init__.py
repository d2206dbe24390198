"""Compare months drawn by the previous system with our rules on the same facts, with proven causes."""
