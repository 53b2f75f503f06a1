"""Platforms: each turns its own events into requests and replies into its own form."""
