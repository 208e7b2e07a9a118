"""A package, so that the contract suites can share the sample documents and engines (`tests.contracts.search_engines`)."""
