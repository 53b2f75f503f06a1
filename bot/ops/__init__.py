"""Running the bot: what an admin does with it from the command line."""
