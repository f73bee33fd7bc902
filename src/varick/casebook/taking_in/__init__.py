"""Cases from tables: CSV and spreadsheets read in memory, compared with the casebook, and taken in only after a preview."""
