"""What the members of a count agree on before it begins, signed by each of them."""
