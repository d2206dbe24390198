"""``python -m vethanam.sample FOLDER``: draw the demo's folder anew."""

import sys
from pathlib import Path

from vethanam.cli import boot

if __name__ == "__main__":
    boot("worker")
    from vethanam.payroll.rulebook import stages_on
    from vethanam.sample.directorate import MONTH, write

    write(Path(sys.argv[1]), stages_on(MONTH))
