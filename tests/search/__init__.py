"""A package, so that the contract suite and the bench can import the sample documents (`tests.search.documents`)."""
