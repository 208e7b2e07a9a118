"""`python -m cli`: the `amidex` command, as its own processes are started.

A module of this name is the only one that multiprocessing does not run anew in each process it makes.
"""

from cli.main import main

if __name__ == "__main__":
    main()
