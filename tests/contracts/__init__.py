"""A package, so that the suites share the engines (`tests.contracts.search_engines`)."""
