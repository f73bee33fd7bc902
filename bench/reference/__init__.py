"""One pathway with invented numbers, written once for each way of simulating it."""
