"""One schema for every event log, simulated, observed or documented, in Parquet opened by memory map."""

from varick.eventlog.log import EventLog, Journey
from varick.eventlog.parquet import open_log, write
from varick.eventlog.schema import LogMeta

__all__ = ["EventLog", "Journey", "LogMeta", "open_log", "write"]
