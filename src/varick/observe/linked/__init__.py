"""What identifiers allow inside one release: duplicates flagged, stays put together, rows linked, people counted by day."""
