"""Laws of the ledger (账务规则)."""
