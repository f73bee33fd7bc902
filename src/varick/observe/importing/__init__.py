"""Sheets into a log folder: named, cleaned, put together into tables, derived, accounted for, written as a whole."""
