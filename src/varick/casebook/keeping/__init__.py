"""Keeping a casebook: backup, restore, the drill, purging a case, retention dates, and reminders of all of them."""
