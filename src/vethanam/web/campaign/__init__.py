"""An office's messages to many people: from an order to people, text, approvals and sending; and who approves them."""
