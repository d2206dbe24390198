"""The page of an order, for offices and for officers of the State."""
