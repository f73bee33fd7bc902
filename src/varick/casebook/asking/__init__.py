"""The order in which a case is asked, and what is said to an answer: lines in, lines out, without a terminal."""
