"""The file itself: a header with the slots of its keys, and an encrypted database behind it."""
