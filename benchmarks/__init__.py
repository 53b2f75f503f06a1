"""Measurements of Hypecheck, each a ratio to a floor taken in the same run; see README.md."""
