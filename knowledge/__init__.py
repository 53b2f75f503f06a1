"""What the community knows; it knows no bot."""
