"""The sentences of this room by subject: in each file code to English template, which is also the message
id of its translations. :func:`vethanam.errors.templates` reads the files; nothing imports them.
"""
