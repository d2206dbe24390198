"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "order_from_future": "Order %(order)s is dated %(day)s, after today. Check the date of the order.",
    "order_number_too_long": ("The number of an order has at most %(most)s characters. Enter it as printed."),
    "order_without_number": (
        "An order needs its number. Enter it as printed, such as G.O.(P) No.1/2026/Fin."
    ),
    "unknown_effect": "“%(state)s” is not an effect of an order. Use one of: %(states)s.",
}
