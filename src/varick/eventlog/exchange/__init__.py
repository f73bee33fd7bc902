"""Event logs from and for other tools: XES and OCEL 2.0, in and out."""
