"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "order_from_future": "Order %(order)s is dated %(day)s, after today. Check the date of the order.",
    "order_number_too_long": ("The number of an order has at most %(most)s characters. Enter it as printed."),
    "order_without_number": (
        "An order needs its number. Enter it as printed, such as G.O.(P) No.1/2026/Fin."
    ),
    "scan_changed": (
        "The file of scan %(scan)s is not the one that was attached. Bring it back: vethanam restore-scans."
    ),
    "scan_cut_off": "The file ends in the middle: it was not copied whole. Copy or scan it again.",
    "scan_empty": "The file is empty. Choose the scan of the order.",
    "scan_missing": (
        "The file of scan %(scan)s is not on this machine. Bring it back: vethanam restore-scans."
    ),
    "scan_not_kept": (
        "The scan could not be written (%(why)s). Nothing is attached. Tell whoever runs this machine."
    ),
    "scan_of_another_type": (
        "A scan is a PDF, JPEG, PNG or TIFF file; this is another. Save it as one of these."
    ),
    "scan_too_large": (
        "The scan is larger than %(most)s MB. Scan it in grey at 150 dots per inch, or in two files."
    ),
    "scan_unreadable_pdf": (
        "This PDF has a password, or is packed so that its parts cannot be checked. Print it to a new PDF "
        "without a password."
    ),
    "scan_with_active_content": (
        "This PDF has a script, a form or a file inside. A scan only shows pages: print it to a new PDF."
    ),
    "unknown_effect": "“%(state)s” is not an effect of an order. Use one of: %(states)s.",
}
