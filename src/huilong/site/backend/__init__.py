"""The database as every process of ours meets it (数据库连接): PostgreSQL, told before each statement who acts."""
