"""Changing entries by hand: adding, correcting, merging, splitting, handling products."""
