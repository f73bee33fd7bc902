"""The log of a casebook: who did what and when, so that nobody can change, remove or add an entry afterwards unseen."""
