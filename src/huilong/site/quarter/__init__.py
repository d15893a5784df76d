"""A synthetic quarter (模拟季度): one house end to end, every role played, every night held to what must be true."""
