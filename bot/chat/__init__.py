"""The neutral language between the core and every platform."""
