"""What the bot says and does; it knows no platform."""
