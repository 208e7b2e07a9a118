"""`make docs`: write the parts of docs/ that are written from code; `make readme` also the answers in README.md."""

import sys

from tests.docs.pages import write
from tests.docs.readme import write_answers

if __name__ == "__main__":
    write()
    if sys.argv[1:] == ["README"]:
        write_answers()
