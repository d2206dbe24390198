"""Parts that several journeys use: forms, words, paging, charts."""
