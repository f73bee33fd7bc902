"""How an arrest becomes a deportation: follow the data, change the rules, check the record, count cases."""

__version__ = "0.1.0"
