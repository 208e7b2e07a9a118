"""A package, so that tests can import the world they share from conftest.py."""
