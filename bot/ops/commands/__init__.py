"""The subcommands of `hypecheck`, one file each; a file is imported when its command is run.

`bot/ops/arguments.py` says what each takes; `run` of the file of the same name does it.
"""
