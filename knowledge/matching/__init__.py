"""From words to a product."""
