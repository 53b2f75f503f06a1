"""Telegram, on python-telegram-bot: long polling in, escaped HTML and inline keyboards out."""
