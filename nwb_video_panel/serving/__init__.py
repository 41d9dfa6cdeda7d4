"""Bytes for pages: what a link stands for, who may have it, and how it is sent (RFC 9110, RFC 9112)."""
