"""Discord, on discord.py: slash commands, mentions, buttons and forms over one gateway."""

import warnings

with warnings.catch_warnings():
    # discord.py loads audioop for voice, which we do not use; Python 3.11 and 3.12 complain of it.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord as discord
