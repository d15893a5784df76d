"""Outside systems (外部系统): one copyable folder for each."""
