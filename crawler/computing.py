"""One thread of a process computes at a time, and keeps at it until it has to wait for EC2 or the database.

An interpreter runs one thread at a time in any case. But hashing, compressing and SQLite let go of it a hundred
thousand times a second, and when other threads want to compute too, each of them has it next: to go to and fro took a
fifth of a crawl.
"""

from threading import Lock

# Held while computing, by whoever crawls in this process, and never while waiting for EC2, the database or a disk.
COMPUTING = Lock()
# Held by the one who writes, or waits for the database to let him: so all of them write by one connection, whose cache
# is the larger. Taken before the other.
WRITING = Lock()
