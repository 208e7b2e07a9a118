"""A simulated EC2 at world size: deterministic, cheap, moving in time, misbehaving on request. See README.md."""
