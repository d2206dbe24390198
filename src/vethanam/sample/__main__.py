"""``python -m vethanam.sample FOLDER``: draw the demo's folder anew."""

import sys
from pathlib import Path

from vethanam.cli import boot

if __name__ == "__main__":
    boot("worker")
    from vethanam.payroll.rulebook import rulebook_in_use
    from vethanam.sample.writing import write

    write(Path(sys.argv[1]), rulebook_in_use())
