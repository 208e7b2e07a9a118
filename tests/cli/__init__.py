"""A package, so that tests can import how the `amidex` command is run (`tests.cli.running`)."""
