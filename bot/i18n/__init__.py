"""The words a person sees, in their language."""
