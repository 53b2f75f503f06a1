"""The store: one port, one set of SQL texts, a driver for each database."""
