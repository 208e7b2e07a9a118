"""`python -m cli`: the `amidex` command, as its own processes are started.

A module of this name is the only one that multiprocessing does not run anew in each process it makes.
"""

import atexit
import gc


def main() -> None:
    """Run the command. What it imports stays until it ends: to look through that for garbage, while it is imported and
    once more at the end, would take half a second.
    """
    gc.disable()
    from cli.main import main as command  # noqa: PLC0415 - not before the line above

    gc.freeze()
    gc.enable()
    atexit.register(gc.freeze)
    command()


if __name__ == "__main__":
    main()
