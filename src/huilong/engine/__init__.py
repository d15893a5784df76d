"""The engine: one plain function, interpreted, compiled, or run over every bucket here or on Spark."""
