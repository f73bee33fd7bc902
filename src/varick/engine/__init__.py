"""What a model can do: trace, expect, simulate, levers, compare, uncertainty; and the draws behind them."""
