"""Taking files in (收文件): readers, checks, profiles and quarantine, from a lender's bytes to tables of the book."""
