"""The lake in this process: Parquet in folders, read through Ibis by DuckDB."""

from feilun.engines.duckdb.lake import DuckLake

__all__ = ["DuckLake"]
