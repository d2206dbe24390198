"""``python -m vethanam.sample FOLDER``: draw the demo's folder anew."""

import argparse
from pathlib import Path

from vethanam.cli import boot

if __name__ == "__main__":
    asked = argparse.ArgumentParser(
        prog="python -m vethanam.sample", description="Draw the demo's folder anew."
    )
    asked.add_argument("folder", type=Path, help="where to; src/vethanam/sample/folder is the demo's own")
    folder = asked.parse_args().folder
    boot("worker")
    from vethanam.rules import load_pack
    from vethanam.sample.folder_writer import PACK, write

    write(folder, load_pack(PACK))
