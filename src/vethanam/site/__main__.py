"""``python -m vethanam.site`` is the ``vethanam`` command."""

from vethanam.site.console import main

main()
