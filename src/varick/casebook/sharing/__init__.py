"""What leaves a casebook: whole cases for counsel, coarsened ones for a coalition, tables for the public."""
