"""A server of either kind, and a file to serve."""

from served import ask, cache_folder, clip, fetch, server

__all__ = ["ask", "cache_folder", "clip", "fetch", "server"]
