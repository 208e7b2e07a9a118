"""How much is taken from clients at a time: see edge.py and overload.py, which hold it."""

# Proxies and browsers take about 8,000; a search with every parameter full of values stays below.
LONGEST_URL_BYTES = 8_000
# What a page of ours sends a whole Terraform plan in. Operations take less: see raw_body.py.
LARGEST_BODY_BYTES = 4 << 20
# Of all bodies that are being received.
BODIES_BYTES = 64 << 20
BODY_SECONDS = 20.0
# One piece of an answer that its client does not take.
READ_SECONDS = 30.0
REQUESTS_AT_ONCE = 256
# That work at a time, while the others wait. More only take turns at one processor, each with memory of its own; fewer
# would all be held up by those that wait for the database's one writer, or for what they fetch.
THREADS = 16
