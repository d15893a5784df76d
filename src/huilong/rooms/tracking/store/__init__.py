"""The shelf of raw positions (原始定位): appended durably, kept in Parquet by day and bucket of vehicles."""
