"""Messages to people: texts, intimations of credits, and the dispatcher.

This room decides the text, contact and language of each message and records its outcome. It takes committed
credits, answers of the permit and masked figures. A text never holds a full amount or account. Only the
dispatcher opens a contact.
"""
