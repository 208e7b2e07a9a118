"""The EC2 endpoint, asked by the clients of EC2."""
