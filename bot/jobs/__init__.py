"""What the running bot does unasked."""
