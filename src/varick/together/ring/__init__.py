"""The ring: files that go once round the members, each of whom raises every point to its secret and shuffles the rows."""
