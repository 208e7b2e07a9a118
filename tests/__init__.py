"""A package, so that tests can import the simulated EC2 (`tests.world`) and `python -m tests.world` finds it."""
