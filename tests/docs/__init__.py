"""A package, so that `python -m tests.docs` writes the pages and tests import what is in them."""
