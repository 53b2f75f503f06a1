"""Every command of the bot, each declared once."""
