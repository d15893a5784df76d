"""The site: settings, secrets, the doctor."""
