"""huilong (回笼): what happens after an auto loan is paid out."""
