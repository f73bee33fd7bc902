"""Questions to a log folder: each takes a `Store` and gives an `Answer`, rows with definition, vintage and notes."""
