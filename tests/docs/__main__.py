"""`make docs`: write what is written from code, in docs/ and amidex_client/; `make readme` also README.md's answers."""

import sys

from tests.docs.client_source import write_client
from tests.docs.pages import write
from tests.docs.readme import write_answers

if __name__ == "__main__":
    write()
    write_client()
    if sys.argv[1:] == ["README"]:
        write_answers()
