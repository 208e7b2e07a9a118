"""The pages as people use them: a real server, asked by a real browser (`make test-pages`)."""
