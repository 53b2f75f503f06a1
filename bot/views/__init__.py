"""Data in, reply out: the words and the order of facts of every answer."""
