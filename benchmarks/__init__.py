"""What huilong claims about speed and memory, measured (基准测试): `make bench`."""
