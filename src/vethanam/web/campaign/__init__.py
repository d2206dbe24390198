"""An office's messages to many people: order, people, text, approvals, sending; and the approvers."""
