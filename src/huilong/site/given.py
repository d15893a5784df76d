"""Secrets given to a process (密钥来源): kept on a lower floor, where integrations find it too."""

from huilong.shell.given import given

__all__ = ["given"]
