"""Counting across organisations without sharing a name: charter, tokens, ring, tally, release, and what can be estimated."""
