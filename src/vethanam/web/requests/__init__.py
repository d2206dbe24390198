"""Single uses requested by an office: a contact, a feed, a reading; their approvals; recipients."""
