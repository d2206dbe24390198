"""Single uses that an office asks for: to see one contact, a feed, a reading; their approvals; recipients."""
