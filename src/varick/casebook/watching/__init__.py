"""What a casebook tells that nobody asked about: days not to be missed, and practices that are new or growing."""
