"""Questions to an event log as pure functions over its blocks: counts in, counts out."""
