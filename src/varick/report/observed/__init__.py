"""The page of the record: what a log folder holds, by month, what grew and what changed, in one HTML file."""
