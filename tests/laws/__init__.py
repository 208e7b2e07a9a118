"""A package, so that its tests can import which files there are (`tests.laws.sources`)."""
