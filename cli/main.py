"""The `amidex` command."""


def main() -> None:
    raise SystemExit("amidex: nothing here yet")
