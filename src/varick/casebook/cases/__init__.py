"""What a case is: its fields, answers with their states, dates with their precision, consent, and identity kept apart."""
